package io.lambdascope.prometheus;

import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.snapshot.Attribution.Link;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.CandidateVerdict;
import io.lambdascope.core.verdict.Verdicts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How meters read a snapshot. The one place where a value that is not known becomes NaN. Stateless.
 */
public final class Readings {

  private Readings() {}

  /** What a list with a place for each term has for this one. */
  public static <T> Optional<T> ofTerm(
      MonitorSnapshot snapshot, Term term, Function<Latest, List<T>> list) {
    return snapshot.latest().map(list).flatMap(values -> placeOf(term, snapshot, values));
  }

  /** What stands in a term's place in a list in the order of the snapshot's terms. */
  static <T> Optional<T> placeOf(Term term, MonitorSnapshot snapshot, List<T> values) {
    int index = snapshot.terms().indexOf(term);
    return 0 <= index && index < values.size() ? Optional.of(values.get(index)) : Optional.empty();
  }

  /** The coefficient of a term, when there is one and it is identified. */
  public static Optional<Coefficient> coefficient(MonitorSnapshot snapshot, Term term) {
    return ofTerm(snapshot, term, latest -> latest.estimate().coefficients())
        .filter(Coefficient::isIdentified);
  }

  /** What the deviations say for a term, when verdicts were reached. */
  public static Optional<CandidateVerdict> verdict(MonitorSnapshot snapshot, Term term) {
    return ofTerm(
        snapshot, term, latest -> latest.verdicts().map(Verdicts::candidates).orElse(List.of()));
  }

  /** Whether a term's coefficient moves, once there was an observation. */
  public static Optional<DriftStatus> drift(MonitorSnapshot snapshot, Term term) {
    return ofTerm(snapshot, term, Latest::drifts);
  }

  /** What a cause adds to the last deviation; NaN where attribution is off or has no such cause. */
  public static ToDoubleFunction<MonitorSnapshot> ofLink(
      Cause cause, Function<Link, OptionalDouble> reading) {
    return snapshot ->
        orNaN(
            snapshot
                .latest()
                .flatMap(Latest::attribution)
                .flatMap(attribution -> attribution.link(cause)),
            link -> orNaN(reading.apply(link)));
  }

  public static ToDoubleFunction<MonitorSnapshot> ofIdentified(
      Term term, ToDoubleFunction<Coefficient> reading) {
    return snapshot -> orNaN(coefficient(snapshot, term), reading);
  }

  /** λ of the explicit penalty that the training is configured with, of the kind of a term. */
  public static ToDoubleFunction<MonitorSnapshot> ofConfigured(Term term) {
    return snapshot ->
        orNaN(placeOf(term, snapshot, snapshot.configured()).orElse(OptionalDouble.empty()));
  }

  public static ToDoubleFunction<MonitorSnapshot> ofEstimate(
      ToDoubleFunction<LambdaEstimate> reading) {
    return snapshot -> orNaN(snapshot.estimate(), reading);
  }

  public static ToDoubleFunction<MonitorSnapshot> ofQuality(
      ToDoubleFunction<ReferenceQuality> reading) {
    return ofSample(sample -> reading.applyAsDouble(sample.quality()));
  }

  public static ToDoubleFunction<MonitorSnapshot> ofSample(ToDoubleFunction<Sample> reading) {
    return ofLatest(latest -> reading.applyAsDouble(latest.sample()));
  }

  public static ToDoubleFunction<MonitorSnapshot> ofLatest(ToDoubleFunction<Latest> reading) {
    return snapshot -> orNaN(snapshot.latest(), reading);
  }

  public static <T> double orNaN(Optional<T> value, ToDoubleFunction<T> reading) {
    return value.isPresent() ? reading.applyAsDouble(value.orElseThrow()) : Double.NaN;
  }

  public static double orNaN(OptionalDouble value) {
    return value.orElse(Double.NaN);
  }

  public static double orNaN(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : Double.NaN;
  }

  /** An enum's constant as a tag's value. */
  public static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
