package io.lambdascope.core.estimate;

import java.util.List;

/**
 * Remembers a cluster k iterations old with weight 2^(−k/halfLife): everything alike for an
 * infinite half-life, nothing but the same iteration for a half-life of 0.
 */
final class FadingMemory implements ClusterMemory {

  /**
   * Below this weight the past is dropped: it is far below rounding beside an observation of weight
   * 1, and its fourth power, which the degrees of freedom need, stays above the smallest double.
   */
  private static final double NEGLIGIBLE_WEIGHT = 1e-60;

  private final double halfLife;
  private final ClusterSums sums;

  FadingMemory(double halfLife, int regularizers) {
    this(halfLife, new ClusterSums(regularizers));
  }

  FadingMemory(double halfLife, ClusterSums sums) {
    this.halfLife = halfLife;
    this.sums = sums;
  }

  @Override
  public ClusterSums sums() {
    return sums;
  }

  @Override
  public void absorb(ClusterSums closed) {
    sums.add(closed);
  }

  @Override
  public double pass(long from, long to) {
    double factor = factor(from, to);
    if (factor == 0) {
      sums.clear();
    } else if (factor < 1) {
      sums.fade(factor);
    }
    return factor;
  }

  /** 2^(−(to − from)/halfLife); 0 where that is negligible. */
  private double factor(long from, long to) {
    if (to == from || halfLife == Double.POSITIVE_INFINITY) {
      return 1;
    }
    double factor = Math.pow(0.5, (to - from) / halfLife);
    return factor < NEGLIGIBLE_WEIGHT ? 0 : factor;
  }

  @Override
  public void fade(double factor) {
    sums.fade(factor);
  }

  @Override
  public void shift(int[] shifts) {
    sums.shift(shifts);
  }

  @Override
  public FadingMemory copy() {
    return new FadingMemory(halfLife, sums.copy());
  }

  @Override
  public State state() {
    return new State(sums.state(), List.of(), List.of(), new ClusterSums(sums.r).state());
  }
}
