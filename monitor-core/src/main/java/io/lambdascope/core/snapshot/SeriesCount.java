package io.lambdascope.core.snapshot;

import io.lambdascope.core.match.Cause;
import io.lambdascope.core.verdict.Verdict;

/**
 * How many time series the numbers of one monitor are, wherever they are exported: a bound that can
 * be told before a run. The exporter's tests hold it to what is registered.
 */
public final class SeriesCount {

  /**
   * Of each coefficient, beside its verdict: estimate, standard error, interval's ends,
   * identifiability, weight decay equivalent, configured value, explained share, drift score,
   * threshold, count and onset.
   */
  private static final int EACH_TERM = 12;

  /** Of each cause: norm, cosine, share. */
  private static final int EACH_CAUSE = 3;

  /** Of the monitor as a whole, beside those by reason. */
  private static final int MONITOR = 36;

  private SeriesCount() {}

  /**
   * The number of series of a monitor.
   *
   * @param terms how many coefficients it has
   */
  public static int of(int terms) {
    return (EACH_TERM + Verdict.values().length) * terms
        + EACH_CAUSE * Cause.values().length
        + FailureReason.values().length
        + SkipReason.values().length
        + MONITOR;
  }
}
