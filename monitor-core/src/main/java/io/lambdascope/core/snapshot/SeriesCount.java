package io.lambdascope.core.snapshot;

/**
 * How many time series the numbers of one monitor are, wherever they are exported: a bound that can
 * be told before a run. The exporter's tests hold it to what is registered.
 */
public final class SeriesCount {

  /** Of each coefficient: estimate, standard error, interval's ends, identifiability. */
  private static final int EACH_TERM = 5;

  /** Of the monitor as a whole, beside those by reason. */
  private static final int MONITOR = 24;

  private SeriesCount() {}

  /**
   * The number of series of a monitor.
   *
   * @param terms how many coefficients it has
   */
  public static int of(int terms) {
    return EACH_TERM * terms + MONITOR + FailureReason.values().length + SkipReason.values().length;
  }
}
