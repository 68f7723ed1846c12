package io.lambdascope.core.snapshot;

import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.verdict.Verdicts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Everything a monitor knows at one moment. Immutable; its numbers belong together.
 *
 * @param identity run, model and reference
 * @param terms what the coefficients belong to, in their order
 * @param status what the monitor is doing
 * @param progress where training stands
 * @param samples how many observations entered the estimator
 * @param latest the last observation and the estimate after it; empty before the first
 * @param skips samples not taken, by reason, every reason present
 * @param failures of the monitor itself, by stage, every stage present
 * @param workload what the monitor costs
 * @param provenance which examples the reference computes its gradients on
 * @param restarts how often the monitor went on from a saved state; the counts above include those
 *     before
 * @param configured λ of the explicit penalties that the training is configured with, of each term
 *     in the order of {@code terms}: as of the last sample; empty where there is none of the term's
 *     kind, or none that holds for all of its parameters
 * @param platform what the training runs on
 */
public record MonitorSnapshot(
    Identity identity,
    List<Term> terms,
    Status status,
    Progress progress,
    long samples,
    Optional<Latest> latest,
    Map<SkipReason, Long> skips,
    Map<FailureReason, Long> failures,
    Workload workload,
    Provenance provenance,
    long restarts,
    List<OptionalDouble> configured,
    Platform platform) {

  /**
   * The last observation with the estimate that includes it.
   *
   * @param sample the observation
   * @param estimate Λ̂ after it; its coefficients are in the order of {@link MonitorSnapshot#terms}
   * @param drifts whether each coefficient has changed, in the same order
   * @param verdicts what the deviations say for each candidate, in the same order; empty when none
   *     were judged
   * @param unexplainedShare ‖b − ΦΛ̂‖²/‖b‖² of this observation; above 1 where Λ̂, which is of
   *     other observations too, makes this one worse; empty for a deviation that is exactly zero
   * @param attribution its deviation by causes; empty where that is not asked for
   */
  public record Latest(
      Sample sample,
      LambdaEstimate estimate,
      List<DriftStatus> drifts,
      Optional<Verdicts> verdicts,
      OptionalDouble unexplainedShare,
      Optional<Attribution> attribution) {

    /** Copies. */
    public Latest {
      drifts = List.copyOf(drifts);
    }

    /** Without what one observation alone says. */
    public Latest(
        Sample sample,
        LambdaEstimate estimate,
        List<DriftStatus> drifts,
        Optional<Verdicts> verdicts) {
      this(sample, estimate, drifts, verdicts, OptionalDouble.empty(), Optional.empty());
    }
  }

  /** Copies. */
  public MonitorSnapshot {
    terms = List.copyOf(terms);
    skips = Map.copyOf(skips);
    failures = Map.copyOf(failures);
    configured = List.copyOf(configured);
  }

  /** Never restarted, and of nothing said of the reference's examples, nor of the training. */
  public MonitorSnapshot(
      Identity identity,
      List<Term> terms,
      Status status,
      Progress progress,
      long samples,
      Optional<Latest> latest,
      Map<SkipReason, Long> skips,
      Map<FailureReason, Long> failures,
      Workload workload) {
    this(
        identity,
        terms,
        status,
        progress,
        samples,
        latest,
        skips,
        failures,
        workload,
        Provenance.NONE,
        0,
        unconfigured(terms),
        Platform.UNKNOWN);
  }

  /**
   * Iterations from the last sample to the last iteration: how old reference and estimate are.
   * Empty before the first sample.
   */
  public OptionalLong referenceAge() {
    // A listener that works through samples behind training publishes them after the iteration;
    // one whose counters are read before the sample's may be ahead of it.
    return latest.isPresent()
        ? OptionalLong.of(
            Math.max(0, progress.iteration() - latest.orElseThrow().sample().iteration()))
        : OptionalLong.empty();
  }

  /** Of terms of which no explicit penalty is known. */
  public static List<OptionalDouble> unconfigured(List<Term> terms) {
    return Collections.nCopies(terms.size(), OptionalDouble.empty());
  }

  /** Λ̂, empty before the first observation. */
  public Optional<LambdaEstimate> estimate() {
    return latest.map(Latest::estimate);
  }
}
