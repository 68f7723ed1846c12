package io.lambdascope.benchmarks.overhead;

import java.util.List;
import java.util.stream.Stream;

/**
 * How long answers took.
 *
 * @param seconds of each that was answered with 200, sorted
 * @param failed how many were not
 */
record Latencies(List<Double> seconds, long failed) {

  static final Latencies NONE = new Latencies(List.of(), 0);

  Latencies {
    seconds = seconds.stream().sorted().toList();
  }

  /**
   * The smallest time that at least a share of the answers took no more than.
   *
   * @param share above 0, at most 1
   * @return seconds; NaN of none
   */
  double quantile(double share) {
    if (seconds.isEmpty()) {
      return Double.NaN;
    }
    return seconds.get((int) Math.ceil(share * seconds.size()) - 1);
  }

  /** Both together. */
  Latencies and(Latencies other) {
    return new Latencies(
        Stream.concat(seconds.stream(), other.seconds.stream()).toList(), failed + other.failed);
  }
}
