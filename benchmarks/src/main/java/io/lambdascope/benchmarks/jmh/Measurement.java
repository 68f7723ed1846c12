package io.lambdascope.benchmarks.jmh;

import io.lambdascope.benchmarks.jmh.UpdateBenchmark.Method;

/**
 * What one operation costs.
 *
 * @param operation the benchmark's method
 * @param method the estimator
 * @param regularizers r
 * @param nanoseconds the mean
 * @param error half the width of the mean's 99.9% interval, in nanoseconds
 * @param bytes allocated
 */
record Measurement(
    String operation,
    Method method,
    int regularizers,
    double nanoseconds,
    double error,
    double bytes) {

  /**
   * An error above this share of the mean is no noise of a steady state: code was still being
   * compiled, or something else took the processor. Steady figures have a few hundredths.
   */
  private static final double SETTLED_ERROR = 0.2;

  /** True when the mean is worth comparing. */
  boolean isSettled() {
    return error <= SETTLED_ERROR * nanoseconds;
  }
}
