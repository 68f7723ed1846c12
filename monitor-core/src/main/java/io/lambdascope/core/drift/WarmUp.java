package io.lambdascope.core.drift;

import java.util.Arrays;

/**
 * The first observations of a baseline: collected, freed of wild ones, and from then on the units
 * of those that follow, so that values and variances of any size have squares.
 *
 * <p>Wild: beyond the median ± {@value #WILD} median absolute deviations. An early one would blow
 * up the baseline's standard error for as many observations as its square is large, and no later
 * score would find it; of Gaussian noise it takes away next to nothing.
 */
final class WarmUp {

  /** Observations: the median of ten stands up to four wild ones. */
  static final int LENGTH = 10;

  /** Median absolute deviations; 20 are 13 standard errors of Gaussian noise. */
  static final double WILD = 20;

  /** Normalized values stay within ± this, so that their squares do not overflow. */
  private static final double LARGEST = 1e150;

  /** Weights stay within a factor of this about that of the first observation. */
  private static final double LARGEST_WEIGHT = 1e100;

  private final long[] iterations = new long[LENGTH];
  private final double[] values = new double[LENGTH];
  private final double[] variances = new double[LENGTH];
  private int observations;
  private double unit;

  /** Takes one of the first {@link #LENGTH} observations. */
  void add(long iteration, double value, double relativeVariance) {
    iterations[observations] = iteration;
    values[observations] = value;
    variances[observations] = relativeVariance;
    observations++;
    if (isOver()) {
      screen();
      chooseUnit();
    }
  }

  boolean isOver() {
    return observations == LENGTH;
  }

  void reset() {
    observations = 0;
  }

  long iteration(int i) {
    return iterations[i];
  }

  double value(int i) {
    return normalized(values[i]);
  }

  double weight(int i) {
    return weight(variances[i]);
  }

  /** A value in units of {@link #unit}. */
  double normalized(double value) {
    return Math.max(-LARGEST, Math.min(value / unit, LARGEST));
  }

  /** σ of noise of variance σ²h, in units of {@link #unit} and for an observation of weight 1. */
  double normalizedError(double sigma) {
    return sigma == 0 ? 0 : Math.min(sigma * Math.sqrt(variances[0]) / unit, LARGEST);
  }

  /** The precision of an observation relative to that of the first. */
  double weight(double relativeVariance) {
    return Math.max(1 / LARGEST_WEIGHT, Math.min(variances[0] / relativeVariance, LARGEST_WEIGHT));
  }

  /** The power of two next to the largest value, 1 when all are zero. */
  double unit() {
    return unit;
  }

  private void screen() {
    double median = median(values);
    double[] deviations = new double[LENGTH];
    Arrays.setAll(deviations, i -> Math.abs(values[i] - median) / Math.sqrt(variances[i]));
    double limit = WILD * median(deviations);
    // Zero when most values are the same: then nothing tells how far is far.
    if (limit > 0) {
      for (int i = 0; i < LENGTH; i++) {
        double reach = limit * Math.sqrt(variances[i]);
        values[i] = Math.max(median - reach, Math.min(values[i], median + reach));
      }
    }
  }

  private void chooseUnit() {
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    unit = largest > 0 ? Math.scalb(1.0, Math.getExponent(largest)) : 1;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[LENGTH / 2 - 1] / 2 + sorted[LENGTH / 2] / 2;
  }

  void write(Memory memory) {
    memory.write(observations);
    for (int i = 0; i < observations; i++) {
      memory.write(iterations[i]);
      memory.write(values[i]);
      memory.write(variances[i]);
    }
  }

  void read(Memory memory) {
    observations = (int) memory.readLong(LENGTH);
    for (int i = 0; i < observations; i++) {
      iterations[i] = memory.readLong(DriftDetector.LARGEST_ITERATION);
      values[i] = memory.read();
      variances[i] = memory.read();
    }
    if (isOver()) {
      // The values are those screened already.
      chooseUnit();
    }
  }
}
