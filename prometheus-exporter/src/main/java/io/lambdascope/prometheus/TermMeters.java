package io.lambdascope.prometheus;

import io.lambdascope.core.drift.Drift;
import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.Share;
import io.lambdascope.core.verdict.Verdict;
import io.micrometer.core.instrument.Tags;

/** The meters of one term: its coefficient, what is borne out of it, and whether it moves. */
final class TermMeters {

  /** The regularizer λ‖θ‖², whose gradient is that of a weight decay of 2λ. */
  private static final String L2 = "l2";

  private TermMeters() {}

  static void register(Binding to, Term term, Tags identity) {
    Tags tags =
        identity.and(
            MetricNames.TAG_REGULARIZER, term.regularizer(), MetricNames.TAG_GROUP, term.group());
    registerCoefficient(to, term, tags);
    registerVerdict(to, term, tags);
    registerDrift(to, term, tags);
  }

  private static void registerCoefficient(Binding to, Term term, Tags tags) {
    to.gauge(
        MetricNames.LAMBDA_ESTIMATE,
        "Estimated coefficient of the regularizer; NaN when there is none or it is not identified.",
        null,
        tags,
        Readings.ofIdentified(term, Coefficient::value));
    to.gauge(
        MetricNames.LAMBDA_STANDARD_ERROR,
        "Standard error of the estimated coefficient.",
        null,
        tags,
        Readings.ofIdentified(term, Coefficient::standardError));
    to.gauge(
        MetricNames.LAMBDA_CI_LOWER,
        "Lower end of the confidence interval of the coefficient.",
        null,
        tags,
        Readings.ofIdentified(term, Coefficient::lower));
    to.gauge(
        MetricNames.LAMBDA_CI_UPPER,
        "Upper end of the confidence interval of the coefficient.",
        null,
        tags,
        Readings.ofIdentified(term, Coefficient::upper));
    to.gauge(
        MetricNames.LAMBDA_IDENTIFIABLE,
        "1 when the coefficient is identified by the observations, else 0.",
        null,
        tags,
        snapshot -> Readings.coefficient(snapshot, term).isPresent() ? 1 : 0);
    to.gauge(
        MetricNames.LAMBDA_CONFIGURED,
        "Coefficient that the training's own penalties give the regularizer; NaN where there is none"
            + " or it differs within the group. What a reference without penalties estimates.",
        null,
        tags,
        Readings.ofConfigured(term));
    to.gauge(
        MetricNames.WEIGHT_DECAY_EQUIVALENT,
        "Weight decay, as DL4J's l2() takes it, that acts as the estimated coefficient of l2 does:"
            + " twice it; NaN for other regularizers.",
        null,
        tags,
        term.regularizer().equals(L2)
            ? Readings.ofIdentified(term, coefficient -> 2 * coefficient.value())
            : unused -> Double.NaN);
  }

  private static void registerVerdict(Binding to, Term term, Tags tags) {
    for (Verdict verdict : Verdict.values()) {
      to.gauge(
          MetricNames.LAMBDA_VERDICT,
          "1 for the verdict on the regularizer as an explanation of the deviations, 0 for the"
              + " others; all 0 before the first.",
          null,
          tags.and(MetricNames.TAG_VERDICT, Readings.label(verdict)),
          snapshot ->
              Readings.verdict(snapshot, term).filter(c -> c.verdict() == verdict).isPresent()
                  ? 1
                  : 0);
    }
    to.gauge(
        MetricNames.EXPLAINED_SHARE,
        "Share of the deviations' energy that the regularizer explains, its Shapley value among the"
            + " candidates; noise can take it below 0.",
        null,
        tags,
        snapshot ->
            Readings.orNaN(
                Readings.verdict(snapshot, term).flatMap(c -> c.share().known()),
                Share.Known::value));
  }

  private static void registerDrift(Binding to, Term term, Tags tags) {
    to.gauge(
        MetricNames.DRIFT_SCORE,
        "Evidence that the coefficient has changed; at or above its threshold it has. NaN while too"
            + " few observations are known.",
        null,
        tags,
        snapshot ->
            Readings.orNaN(
                Readings.drift(snapshot, term), status -> Readings.orNaN(status.score())));
    to.gauge(
        MetricNames.DRIFT_THRESHOLD,
        "The drift score from which on the coefficient counts as changed.",
        null,
        tags,
        unused -> DriftStatus.THRESHOLD);
    to.counter(
        MetricNames.DRIFTS,
        "Changes of the coefficient that were detected, counting one that lasts.",
        null,
        tags,
        snapshot -> Readings.drift(snapshot, term).map(DriftStatus::drifts).orElse(0L));
    to.gauge(
        MetricNames.DRIFT_ONSET,
        "Training iteration in which the last detected change of the coefficient began; NaN when"
            + " there was none.",
        "iteration",
        tags,
        snapshot ->
            Readings.orNaN(
                Readings.drift(snapshot, term).flatMap(DriftStatus::latest), Drift::onset));
  }
}
