package io.lambdascope.core.monitor;

import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All of a monitor between two observations. One built from it goes on bit for bit as the monitor
 * would have that gave it. Whether it had detached itself is left out: what was in its way may be
 * gone after a restart.
 *
 * @param identity run, model and reference
 * @param terms what the coefficients belong to
 * @param estimator with its observations; nobody's but the state's
 * @param drift what the watch for drift remembers
 * @param evidence what verdicts stand on
 * @param causes the estimators of the deviation's parts by cause; nobody's but the state's
 * @param samples how many observations entered the estimator
 * @param last the last of them; empty before the first
 * @param progress where training stood
 * @param skips by reason; a reason that is missing counts 0
 * @param failures by stage; a stage that is missing counts 0
 * @param monitorNanos time the monitor took so far
 * @param trainingNanos time training took so far
 * @param restarts how often it went on from a saved state
 */
public record MonitorState(
    Identity identity,
    List<Term> terms,
    OnlineEstimator estimator,
    DriftWatch.State drift,
    Evidence.State evidence,
    Map<Cause, OnlineEstimator> causes,
    long samples,
    Optional<Last> last,
    Progress progress,
    Map<SkipReason, Long> skips,
    Map<FailureReason, Long> failures,
    long monitorNanos,
    long trainingNanos,
    long restarts) {

  /**
   * The last observation, from which what was published of it can be made again.
   *
   * @param observation the observation
   * @param at when it was complete
   */
  public record Last(Observation observation, Instant at) {}

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when there are samples and no last one, or the other way round
   */
  public MonitorState {
    terms = List.copyOf(terms);
    causes = Map.copyOf(causes);
    skips = Map.copyOf(skips);
    failures = Map.copyOf(failures);
    if (samples < 0 || restarts < 0 || samples > 0 != last.isPresent()) {
      throw new IllegalArgumentException(
          "a state of %d samples and %d restarts, %s last observation, is none of a monitor's"
              .formatted(samples, restarts, last.isPresent() ? "with a" : "without a"));
    }
  }

  /** The same after another number of restarts. */
  public MonitorState withRestarts(long times) {
    return new MonitorState(
        identity,
        terms,
        estimator,
        drift,
        evidence,
        causes,
        samples,
        last,
        progress,
        skips,
        failures,
        monitorNanos,
        trainingNanos,
        times);
  }

  /** The last iteration that the estimator has seen; −1 before the first. */
  public long lastIteration() {
    return last.map(l -> l.observation().match().iteration()).orElse(-1L);
  }
}
