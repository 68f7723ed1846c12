package io.lambdascope.core.estimate;

/** What becomes of the clusters of the past. Mutable, for one thread. */
sealed interface ClusterMemory permits FadingMemory, WindowMemory {

  /** The sums over what is remembered; the memory's own, valid until it is called again. */
  ClusterSums sums();

  /** Takes in a closed cluster. */
  void absorb(ClusterSums closed);

  /**
   * Lets time pass, after {@link #absorb}.
   *
   * @param from iteration of the last observation
   * @param to iteration of the one to come
   * @return the factor by which the weight of an open cluster shrinks
   */
  double pass(long from, long to);

  /** Changes the units, as {@link ClusterSums#shift}. */
  void shift(int[] shifts);

  ClusterMemory copy();
}
