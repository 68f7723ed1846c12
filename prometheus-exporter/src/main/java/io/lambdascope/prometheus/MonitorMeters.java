package io.lambdascope.prometheus;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Which meters a monitor has, and what each reads from a snapshot. The one place where a value that
 * is not known becomes NaN. Stateless.
 */
final class MonitorMeters {

  private MonitorMeters() {}

  /** Registers all meters of the monitor that a snapshot is of. */
  static void register(Binding to, MonitorSnapshot first) {
    Identity identity = first.identity();
    Tags tags =
        Tags.of(
            MetricNames.TAG_RUN, identity.run(),
            MetricNames.TAG_MODEL, identity.model(),
            MetricNames.TAG_REFERENCE, identity.reference());
    for (Term term : first.terms()) {
      registerTerm(to, term, tags);
    }
    registerFit(to, tags);
    registerTraining(to, tags);
    registerSampling(to, tags);
    registerMonitor(to, tags);
    String version = ImplicitBiasMetrics.class.getPackage().getImplementationVersion();
    to.common(
        MetricNames.BUILD_INFO,
        "The version of Lambdascope that exports these metrics; always 1.",
        Tags.of(MetricNames.TAG_VERSION, version == null ? "unknown" : version));
  }

  private static void registerTerm(Binding to, Term term, Tags identity) {
    Tags tags =
        identity.and(
            MetricNames.TAG_REGULARIZER, term.regularizer(), MetricNames.TAG_GROUP, term.group());
    to.gauge(
        MetricNames.LAMBDA_ESTIMATE,
        "Estimated coefficient of the regularizer; NaN when there is none or it is not identified.",
        null,
        tags,
        ofIdentified(term, Coefficient::value));
    to.gauge(
        MetricNames.LAMBDA_STANDARD_ERROR,
        "Standard error of the estimated coefficient.",
        null,
        tags,
        ofIdentified(term, Coefficient::standardError));
    to.gauge(
        MetricNames.LAMBDA_CI_LOWER,
        "Lower end of the confidence interval of the coefficient.",
        null,
        tags,
        ofIdentified(term, Coefficient::lower));
    to.gauge(
        MetricNames.LAMBDA_CI_UPPER,
        "Upper end of the confidence interval of the coefficient.",
        null,
        tags,
        ofIdentified(term, Coefficient::upper));
    to.gauge(
        MetricNames.LAMBDA_IDENTIFIABLE,
        "1 when the coefficient is identified by the observations, else 0.",
        null,
        tags,
        snapshot -> coefficient(snapshot, term).isPresent() ? 1 : 0);
  }

  private static void registerFit(Binding to, Tags tags) {
    to.gauge(
        MetricNames.CONFIDENCE,
        "Coverage of the confidence intervals.",
        "ratio",
        tags,
        ofEstimate(LambdaEstimate::confidence));
    to.gauge(
        MetricNames.FIT_R_SQUARED,
        "Share of the deviation's energy that the regularizers explain; may be negative.",
        null,
        tags,
        ofEstimate(estimate -> estimate.fit().rSquared()));
    to.gauge(
        MetricNames.FIT_CONDITION_NUMBER,
        "Condition number of the normalized Gram matrix of the regularizers' gradients.",
        null,
        tags,
        ofEstimate(estimate -> estimate.fit().conditionNumber()));
  }

  private static void registerTraining(Binding to, Tags tags) {
    to.gauge(
        MetricNames.TRAINING_LOSS,
        "Mini-batch loss of the last iteration before its update, explicit penalties included.",
        null,
        tags,
        snapshot -> snapshot.progress().loss());
    to.gauge(
        MetricNames.DEVIATION_NORM,
        "Norm of the last sampled update's deviation from its reference, in units of a gradient.",
        null,
        tags,
        ofSample(Sample::deviationNorm));
    to.gauge(
        MetricNames.REFERENCE_GRADIENT_NORM,
        "Norm of the last sampled reference update, in units of a gradient.",
        null,
        tags,
        ofSample(Sample::referenceNorm));
    to.gauge(
        MetricNames.ETA_CURVATURE,
        "Learning rate times curvature along the gradient; 2 is the edge of stability.",
        null,
        tags,
        ofQuality(quality -> quality.etaCurvature().orElse(Double.NaN)));
    to.gauge(
        MetricNames.REFERENCE_ERROR,
        "Estimated numerical error of the last sample's reference, in units of a gradient.",
        null,
        tags,
        ofQuality(quality -> quality.error().orElse(Double.NaN)));
    to.gauge(
        MetricNames.REFERENCE_EXAMPLES,
        "Examples that the gradient of the last sample's reference is a mean over.",
        null,
        tags,
        ofQuality(ReferenceQuality::examples));
    to.gauge(
        MetricNames.REFERENCE_GRADIENTS,
        "Gradient evaluations that the last sample took, in gradients of all its examples.",
        null,
        tags,
        ofQuality(ReferenceQuality::gradients));
    to.gauge(
        MetricNames.REFERENCE_VALID,
        "1 when the last sample's reference is in the range in which its theory holds, else 0.",
        null,
        tags,
        ofQuality(quality -> quality.valid() ? 1 : 0));
    to.counter(
        MetricNames.ITERATIONS,
        "Training iterations seen, sampled or not.",
        null,
        tags,
        snapshot -> snapshot.progress().iterations());
    to.counter(
        MetricNames.TRAINING_SECONDS,
        "Wall time of training seen, less the monitor's share.",
        "seconds",
        tags,
        snapshot -> snapshot.workload().trainingSeconds());
  }

  private static void registerSampling(Binding to, Tags tags) {
    to.counter(
        MetricNames.SAMPLES,
        "Observations that entered the estimate.",
        null,
        tags,
        MonitorSnapshot::samples);
    for (SkipReason reason : SkipReason.values()) {
      to.counter(
          MetricNames.SAMPLES_SKIPPED,
          "Samples that were due and not taken, though nothing failed.",
          null,
          tags.and(MetricNames.TAG_REASON, label(reason)),
          snapshot -> snapshot.skips().getOrDefault(reason, 0L));
    }
    for (FailureReason reason : FailureReason.values()) {
      to.counter(
          MetricNames.SAMPLE_FAILURES,
          "Failures of the monitor itself, by stage.",
          null,
          tags.and(MetricNames.TAG_REASON, label(reason)),
          snapshot -> snapshot.failures().getOrDefault(reason, 0L));
    }
    to.gauge(
        MetricNames.LAST_SAMPLE_TIMESTAMP,
        "When the last observation was complete, in seconds since 1970-01-01 UTC.",
        "seconds",
        tags,
        ofSample(sample -> epochSeconds(sample.at())));
    to.gauge(
        MetricNames.STRIDE,
        "Iterations from one sample to the next.",
        "iterations",
        tags,
        snapshot -> snapshot.workload().stride());
  }

  private static void registerMonitor(Binding to, Tags tags) {
    to.counter(
        MetricNames.MONITOR_SECONDS,
        "Time spent by the monitor, on the training thread and on its worker.",
        "seconds",
        tags,
        snapshot -> snapshot.workload().monitorSeconds());
    to.gauge(
        MetricNames.OVERHEAD,
        "Monitor's over training's time since the start.",
        "ratio",
        tags,
        snapshot -> snapshot.workload().overheadRatio());
    to.gauge(
        MetricNames.QUEUE_DEPTH,
        "Samples waiting for the worker.",
        null,
        tags,
        snapshot -> snapshot.workload().queueDepth());
    to.gauge(
        MetricNames.QUEUE_CAPACITY,
        "How many samples can wait for the worker.",
        null,
        tags,
        snapshot -> snapshot.workload().queueCapacity());
    for (Status status : Status.values()) {
      to.gauge(
          MetricNames.MONITOR_STATUS,
          "1 for the state the monitor is in, 0 for the others.",
          null,
          tags.and(MetricNames.TAG_STATUS, label(status)),
          snapshot -> snapshot.status() == status ? 1 : 0);
    }
  }

  /** The coefficient of a term, when there is one and it is identified. */
  private static Optional<Coefficient> coefficient(MonitorSnapshot snapshot, Term term) {
    int index = snapshot.terms().indexOf(term);
    return snapshot
        .estimate()
        .map(LambdaEstimate::coefficients)
        .filter(coefficients -> 0 <= index && index < coefficients.size())
        .map(coefficients -> coefficients.get(index))
        .filter(Coefficient::isIdentified);
  }

  private static ToDoubleFunction<MonitorSnapshot> ofIdentified(
      Term term, ToDoubleFunction<Coefficient> reading) {
    return snapshot ->
        coefficient(snapshot, term)
            .map(coefficient -> reading.applyAsDouble(coefficient))
            .orElse(Double.NaN);
  }

  private static ToDoubleFunction<MonitorSnapshot> ofEstimate(
      ToDoubleFunction<LambdaEstimate> reading) {
    return snapshot ->
        snapshot.estimate().map(estimate -> reading.applyAsDouble(estimate)).orElse(Double.NaN);
  }

  private static ToDoubleFunction<MonitorSnapshot> ofQuality(
      ToDoubleFunction<ReferenceQuality> reading) {
    return ofSample(sample -> reading.applyAsDouble(sample.quality()));
  }

  private static ToDoubleFunction<MonitorSnapshot> ofSample(ToDoubleFunction<Sample> reading) {
    return snapshot ->
        snapshot
            .latest()
            .map(Latest::sample)
            .map(sample -> reading.applyAsDouble(sample))
            .orElse(Double.NaN);
  }

  private static double epochSeconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() * 1e-9;
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
