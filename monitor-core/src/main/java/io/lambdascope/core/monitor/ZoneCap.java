package io.lambdascope.core.monitor;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.verdict.QuadraticZoneBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is published of smoothed one-norms: no more identified than the share of their parameters in
 * the quadratic zone lets them be told from an L2 penalty. The estimator's own state is not
 * touched, so a coefficient comes back when its parameters have left the zone.
 *
 * <p>The newest sample's shares stand for those of all samples the estimate remembers.
 */
final class ZoneCap {

  private ZoneCap() {}

  /** The estimate with each coefficient that has a share capped by it. */
  static LambdaEstimate apply(LambdaEstimate estimate, List<OptionalDouble> shares) {
    if (shares.stream().allMatch(OptionalDouble::isEmpty)) {
      return estimate;
    }
    List<Coefficient> capped = new ArrayList<>(estimate.coefficients());
    for (int j = 0; j < shares.size(); j++) {
      OptionalDouble share = shares.get(j);
      if (share.isPresent()) {
        capped.set(j, QuadraticZoneBounds.DEFAULT.cap(capped.get(j), share.getAsDouble()));
      }
    }
    return new LambdaEstimate(
        estimate.iteration(),
        capped,
        estimate.covariance(),
        estimate.covarianceKind(),
        estimate.confidence(),
        estimate.fit());
  }
}
