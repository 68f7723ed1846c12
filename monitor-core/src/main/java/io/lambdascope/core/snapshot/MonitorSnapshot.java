package io.lambdascope.core.snapshot;

import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.verdict.Verdicts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param restarts how often the monitor went on from a saved state; the counts above include those
 *     before
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
    long restarts) {

  /**
   * The last observation with the estimate that includes it.
   *
   * @param sample the observation
   * @param estimate Λ̂ after it; its coefficients are in the order of {@link MonitorSnapshot#terms}
   * @param drifts whether each coefficient has changed, in the same order
   * @param verdicts what the deviations say for each candidate, in the same order; empty when none
   *     were judged
   */
  public record Latest(
      Sample sample,
      LambdaEstimate estimate,
      List<DriftStatus> drifts,
      Optional<Verdicts> verdicts) {

    /** Copies. */
    public Latest {
      drifts = List.copyOf(drifts);
    }
  }

  /** Copies. */
  public MonitorSnapshot {
    terms = List.copyOf(terms);
    skips = Map.copyOf(skips);
    failures = Map.copyOf(failures);
  }

  /** Λ̂, empty before the first observation. */
  public Optional<LambdaEstimate> estimate() {
    return latest.map(Latest::estimate);
  }
}
