package io.lambdascope.core.estimate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Remembers the clusters whose last observation lies less than so many iterations back.
 *
 * <p>A queue of two stacks: the older part holds, at each cluster, the sum of it and all younger
 * ones of that part, the younger part the clusters themselves and their sum. The window's sums are
 * then one addition, nothing is ever subtracted, so that no rounding error outlives its cluster,
 * and each cluster is added three times in all. Memory O(r²) a cluster; dropped sums are reused.
 */
final class WindowMemory implements ClusterMemory {

  private final long iterations;
  private final int regularizers;
  // Suffix sums, the oldest cluster's last, each with the last iteration of its oldest cluster.
  private final List<ClusterSums> older = new ArrayList<>();
  // The oldest cluster first.
  private final Deque<ClusterSums> younger = new ArrayDeque<>();
  private final ClusterSums youngerSums;
  private final ClusterSums sums;
  private final Deque<ClusterSums> unused = new ArrayDeque<>();

  WindowMemory(long iterations, int regularizers) {
    this.iterations = iterations;
    this.regularizers = regularizers;
    this.youngerSums = new ClusterSums(regularizers);
    this.sums = new ClusterSums(regularizers);
  }

  WindowMemory(long iterations, State state) {
    this.iterations = iterations;
    this.sums = new ClusterSums(state.sums());
    this.regularizers = sums.r;
    this.youngerSums = new ClusterSums(state.youngerSums());
    state.older().forEach(cluster -> older.add(new ClusterSums(cluster)));
    state.younger().forEach(cluster -> younger.addLast(new ClusterSums(cluster)));
  }

  @Override
  public State state() {
    return new State(
        sums.state(),
        older.stream().map(ClusterSums::state).toList(),
        younger.stream().map(ClusterSums::state).toList(),
        youngerSums.state());
  }

  @Override
  public ClusterSums sums() {
    return sums;
  }

  @Override
  public void absorb(ClusterSums closed) {
    // As many clusters as iterations at most: of several at one iteration the oldest goes.
    if (older.size() + younger.size() == iterations) {
      dropOldest();
    }
    ClusterSums kept = unused.isEmpty() ? new ClusterSums(regularizers) : unused.pop();
    kept.clear();
    kept.add(closed);
    younger.addLast(kept);
    youngerSums.add(kept);
    total();
  }

  @Override
  public double pass(long from, long to) {
    boolean dropped = false;
    while (oldestIteration() <= to - iterations) {
      dropOldest();
      dropped = true;
    }
    if (dropped) {
      total();
    }
    return 1;
  }

  /** Of the last observation of the oldest cluster; beyond every window when there is none. */
  private long oldestIteration() {
    if (!older.isEmpty()) {
      return older.get(older.size() - 1).lastIteration;
    }
    return younger.isEmpty() ? Long.MAX_VALUE : younger.getFirst().lastIteration;
  }

  private void dropOldest() {
    if (older.isEmpty()) {
      turnOver();
    }
    unused.push(older.remove(older.size() - 1));
  }

  /** Makes the younger part the older one. */
  private void turnOver() {
    while (!younger.isEmpty()) {
      ClusterSums cluster = younger.removeLast();
      if (!older.isEmpty()) {
        long own = cluster.lastIteration;
        cluster.add(older.get(older.size() - 1));
        cluster.lastIteration = own;
      }
      older.add(cluster);
    }
    youngerSums.clear();
  }

  private void total() {
    sums.clear();
    if (!older.isEmpty()) {
      sums.add(older.get(older.size() - 1));
    }
    sums.add(youngerSums);
  }

  @Override
  public void fade(double factor) {
    older.forEach(cluster -> cluster.fade(factor));
    younger.forEach(cluster -> cluster.fade(factor));
    youngerSums.fade(factor);
    sums.fade(factor);
  }

  @Override
  public void shift(int[] shifts) {
    older.forEach(cluster -> cluster.shift(shifts));
    younger.forEach(cluster -> cluster.shift(shifts));
    youngerSums.shift(shifts);
    sums.shift(shifts);
  }

  @Override
  public WindowMemory copy() {
    return new WindowMemory(iterations, state());
  }
}
