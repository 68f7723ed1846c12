package io.lambdascope.core.estimate;

import java.util.List;

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

  /** Multiplies the weight of all that is remembered. */
  void fade(double factor);

  /** Changes the units, as {@link ClusterSums#shift}. */
  void shift(int[] shifts);

  ClusterMemory copy();

  /**
   * All that is remembered.
   *
   * @param sums see {@link #sums}
   * @param older a window's older part, else empty
   * @param younger a window's younger part, else empty
   * @param youngerSums over a window's younger part, else zero
   */
  record State(
      ClusterSums.State sums,
      List<ClusterSums.State> older,
      List<ClusterSums.State> younger,
      ClusterSums.State youngerSums) {

    public State {
      int r = sums.cross().length;
      older = List.copyOf(older);
      younger = List.copyOf(younger);
      older.forEach(cluster -> StateSizes.require(r, cluster.cross().length));
      younger.forEach(cluster -> StateSizes.require(r, cluster.cross().length));
      StateSizes.require(r, youngerSums.cross().length);
    }
  }

  State state();
}
