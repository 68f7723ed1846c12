package io.lambdascope.core.monitor;

import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.snapshot.Attribution;
import io.lambdascope.core.snapshot.Attribution.Link;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Estimates Λ of each cause's part of the deviations, by an estimator of its own for each. Mutable,
 * for one thread; costs as many updates as there are causes, and changes no other number.
 */
final class AttributionWatch {

  private final OnlineEstimator fresh;
  private final Map<Cause, OnlineEstimator> estimators = new EnumMap<>(Cause.class);

  /**
   * A watch.
   *
   * @param kind an estimator of the kind to use, of which a copy is taken
   * @param before estimators to go on with, of which copies are taken
   */
  AttributionWatch(OnlineEstimator kind, Map<Cause, OnlineEstimator> before) {
    this.fresh = kind.copy();
    fresh.reset();
    before.forEach((cause, estimator) -> estimators.put(cause, estimator.copy()));
  }

  /** Copies of its estimators, by cause; of those only that were seen. */
  Map<Cause, OnlineEstimator> estimators() {
    Map<Cause, OnlineEstimator> copies = new EnumMap<>(Cause.class);
    estimators.forEach((cause, estimator) -> copies.put(cause, estimator.copy()));
    return copies;
  }

  /** Takes an observation in. */
  void observe(Observation observation) {
    GradientMatch whole = observation.match().pooled();
    for (CauseMatch cause : observation.attribution()) {
      estimators.computeIfAbsent(cause.cause(), unused -> fresh.copy()).update(cause.match(whole));
    }
  }

  /** What the last observation taken in is made of; empty where it came without its causes. */
  Optional<Attribution> attribution(Observation last) {
    if (last.attribution().isEmpty()) {
      return Optional.empty();
    }
    List<Link> links = new ArrayList<>();
    for (CauseMatch cause : last.attribution()) {
      OnlineEstimator estimator = Objects.requireNonNull(estimators.get(cause.cause()));
      double norm = Math.sqrt(cause.energy());
      double deviation = last.deviationNorm();
      boolean both = norm > 0 && deviation > 0;
      links.add(
          new Link(
              cause.cause(),
              norm,
              both ? OptionalDouble.of(cosine(cause, norm, deviation)) : OptionalDouble.empty(),
              deviation > 0
                  ? OptionalDouble.of(cause.product() / deviation / deviation)
                  : OptionalDouble.empty(),
              ZoneCap.apply(estimator.estimate().orElseThrow(), last.quadraticZoneShares())));
    }
    return Optional.of(new Attribution(links));
  }

  /** Rounding can take it past 1. */
  private static double cosine(CauseMatch cause, double norm, double deviation) {
    return Math.max(-1, Math.min(1, cause.product() / norm / deviation));
  }
}
