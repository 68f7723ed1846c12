package io.lambdascope.dl4j.schedule;

import java.util.Arrays;

/** What the last samples cost, and what the next may be expected to. Not synchronized. */
final class SampleCosts {

  /** Samples remembered: few, since costs fall while the JVM compiles and follow the network. */
  private static final int MEMORY = 8;

  private final double[] costs = new double[MEMORY];
  private int known;
  private int next;

  /** Forgets all, and remembers this alone. */
  void restart(double nanos) {
    known = 0;
    next = 0;
    add(nanos);
  }

  void add(double nanos) {
    costs[next] = nanos;
    next = (next + 1) % MEMORY;
    known = Math.min(known + 1, MEMORY);
  }

  /** Supposes that from now on samples cost this many times as much as they did. */
  void scale(double factor) {
    for (int i = 0; i < known; i++) {
      costs[i] *= factor;
    }
  }

  boolean isEmpty() {
    return known == 0;
  }

  /**
   * The second dearest of those remembered, in nanoseconds, so that one which a garbage collection
   * fell into does not count; the dearest while they are fewer than four.
   */
  double expected() {
    double[] sorted = Arrays.copyOf(costs, known);
    Arrays.sort(sorted);
    return sorted[known < 4 ? known - 1 : known - 2];
  }
}
