package io.lambdascope.prometheus;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Platform;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;

/**
 * Which meters a monitor has, and what each reads from a snapshot, by {@link Readings}. Stateless.
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
      TermMeters.register(to, term, tags);
    }
    registerFit(to, tags);
    DeviationMeters.register(to, first, tags);
    registerTraining(to, tags);
    registerSampling(to, tags);
    registerMonitor(to, tags);
    registerInfo(to, first, tags);
  }

  private static void registerInfo(Binding to, MonitorSnapshot first, Tags tags) {
    Platform platform = first.platform();
    to.gauge(
        MetricNames.RUN_INFO,
        "The run and the software it runs on; always 1.",
        null,
        tags.and(
            MetricNames.TAG_BACKEND, platform.backend(), MetricNames.TAG_DL4J, platform.dl4j()),
        unused -> 1);
    BuildInfo build = BuildInfo.read();
    to.common(
        MetricNames.BUILD_INFO,
        "The version of Lambdascope that exports these metrics; always 1.",
        Tags.of(
            MetricNames.TAG_VERSION, build.version(), MetricNames.TAG_REVISION, build.revision()));
  }

  private static void registerFit(Binding to, Tags tags) {
    to.gauge(
        MetricNames.CONFIDENCE,
        "Coverage of the confidence intervals.",
        "ratio",
        tags,
        Readings.ofEstimate(LambdaEstimate::confidence));
    to.gauge(
        MetricNames.FIT_R_SQUARED,
        "Share of the deviation's energy that the regularizers explain; may be negative.",
        null,
        tags,
        Readings.ofEstimate(estimate -> estimate.fit().rSquared()));
    to.gauge(
        MetricNames.FIT_CONDITION_NUMBER,
        "Condition number of the normalized Gram matrix of the regularizers' gradients.",
        null,
        tags,
        Readings.ofEstimate(estimate -> estimate.fit().conditionNumber()));
    to.gauge(
        MetricNames.EFFECTIVE_EQUATIONS,
        "How many independent equations would tell as much as those of the observations.",
        null,
        tags,
        Readings.ofEstimate(estimate -> Readings.orNaN(estimate.fit().effectiveEquations())));
    to.gauge(
        MetricNames.DESIGN_EFFECT,
        "By how much the correlation among the equations of an observation inflates the estimate's"
            + " variance.",
        null,
        tags,
        Readings.ofEstimate(estimate -> Readings.orNaN(estimate.fit().designEffect())));
    to.timer(
        MetricNames.FIT_DURATION,
        "Time from the update of the estimator to the publication of its estimate.",
        tags,
        snapshot -> snapshot.workload().fits().count(),
        snapshot -> snapshot.workload().fits().seconds());
  }

  private static void registerTraining(Binding to, Tags tags) {
    to.gauge(
        MetricNames.TRAINING_LOSS,
        "Mini-batch loss of the last iteration before its update, explicit penalties included.",
        null,
        tags,
        snapshot -> snapshot.progress().loss());
    to.counter(
        MetricNames.ITERATIONS,
        "Training iterations seen, sampled or not.",
        null,
        tags,
        snapshot -> snapshot.progress().iterations());
    to.counter(
        MetricNames.RESTARTS,
        "How often the monitor went on from a saved state, in a new process.",
        null,
        tags,
        MonitorSnapshot::restarts);
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
          tags.and(MetricNames.TAG_REASON, Readings.label(reason)),
          snapshot -> snapshot.skips().getOrDefault(reason, 0L));
    }
    for (FailureReason reason : FailureReason.values()) {
      to.counter(
          MetricNames.SAMPLE_FAILURES,
          "Failures of the monitor itself, by stage.",
          null,
          tags.and(MetricNames.TAG_REASON, Readings.label(reason)),
          snapshot -> snapshot.failures().getOrDefault(reason, 0L));
    }
    to.gauge(
        MetricNames.LAST_SAMPLE_TIMESTAMP,
        "When the last observation was complete, in seconds since 1970-01-01 UTC.",
        "seconds",
        tags,
        Readings.ofSample(sample -> epochSeconds(sample.at())));
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
        MetricNames.OVERHEAD_BUDGET,
        "Share of training time that the monitor may take; NaN where it is not bounded.",
        "ratio",
        tags,
        snapshot -> Readings.orNaN(snapshot.workload().budget()));
    to.counter(
        MetricNames.WORKER_CPU_SECONDS,
        "CPU time of the monitor's worker thread, without threads of native operations; 0 where the"
            + " JVM does not tell.",
        "seconds",
        tags,
        snapshot -> snapshot.workload().workerCpuSeconds().orElse(0));
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
          tags.and(MetricNames.TAG_STATUS, Readings.label(status)),
          snapshot -> snapshot.status() == status ? 1 : 0);
    }
  }

  private static double epochSeconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() * 1e-9;
  }
}
