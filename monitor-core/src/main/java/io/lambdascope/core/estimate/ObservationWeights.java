package io.lambdascope.core.estimate;

import java.util.Arrays;

/** The running scales behind a {@link Weighting}. Mutable, for one thread. */
final class ObservationWeights {

  /**
   * Innovations beyond so many times their running scale are cut down. Gaussian ones lie beyond 3
   * once in 370 times: the cost in efficiency is below 1%.
   */
  static final double HUBER_BOUND = 3;

  /** A scale is the mean over about so many of the last observations. */
  static final int MEMORY = 20;

  /** Weights stay within 2^±20 of each other, so that exact stretches do not rule alone. */
  private static final double MOST = 0x1p20;

  private final Weighting weighting;
  // Running mean of the squared innovation over A_jj, by column; of e.g. zero where unknown.
  private final double[] innovationScales;
  private double variance;
  private double firstVariance;
  private long count;

  ObservationWeights(Weighting weighting, int regularizers) {
    this(weighting, new State(new double[regularizers], 0, 0, 0));
  }

  ObservationWeights(Weighting weighting, State state) {
    this.weighting = weighting;
    this.innovationScales = state.innovationScales();
    this.variance = state.variance();
    this.firstVariance = state.firstVariance();
    this.count = state.count();
  }

  /** All that is known, in the units of {@link DyadicScale}. */
  record State(double[] innovationScales, double variance, double firstVariance, long count) {
    State {
      innovationScales = innovationScales.clone();
    }

    @Override
    public double[] innovationScales() {
      return innovationScales.clone();
    }
  }

  State state() {
    return new State(innovationScales, variance, firstVariance, count);
  }

  /**
   * The weight of an observation, and takes it into the scales.
   *
   * @param lambda what predicts it; of the first one, its own fit
   * @param first whether it is the first
   */
  double weigh(double[] a, double[] c, double s, long p, double[] lambda, boolean first) {
    return switch (weighting) {
      case NONE -> 1;
      case RESIDUAL_VARIANCE -> byVariance(residualVariance(a, c, s, p, lambda), first);
      case HUBER -> first ? 1 : byInnovation(a, c, lambda);
    };
  }

  private double byVariance(double residualVariance, boolean first) {
    if (first) {
      variance = residualVariance;
      firstVariance = residualVariance;
      count = 1;
      return 1;
    }
    double weight = variance > 0 ? firstVariance / variance : firstVariance > 0 ? MOST : 1;
    count++;
    // A wild residual counts as one at the bound, or it would silence the observations after it.
    double bounded =
        variance > 0
            ? Math.min(residualVariance, HUBER_BOUND * HUBER_BOUND * variance)
            : residualVariance;
    variance += (bounded - variance) / Math.min(count, MEMORY);
    return Math.max(1 / MOST, Math.min(MOST, weight));
  }

  /** ‖b − ΦΛ‖²/p. */
  private static double residualVariance(
      double[] a, double[] c, double s, long p, double[] lambda) {
    int r = c.length;
    double explained = 0;
    for (int i = 0; i < r; i++) {
      double row = 0;
      for (int j = 0; j < r; j++) {
        row += a[i * r + j] * lambda[j];
      }
      explained += lambda[i] * (2 * c[i] - row);
    }
    return Math.max(s - explained, 0) / p;
  }

  private double byInnovation(double[] a, double[] c, double[] lambda) {
    int r = c.length;
    count++;
    double largest = 0;
    for (int i = 0; i < r; i++) {
      if (a[i * r + i] > 0 && innovationScales[i] > 0) {
        double z = squaredInnovation(a, c, lambda, i) / innovationScales[i];
        largest = Math.max(largest, z);
      }
    }
    double weight = largest > HUBER_BOUND * HUBER_BOUND ? HUBER_BOUND / Math.sqrt(largest) : 1;
    for (int i = 0; i < r; i++) {
      if (a[i * r + i] > 0) {
        // What is cut down enters its own scale cut down, or one wild value would let the next in.
        double squared = squaredInnovation(a, c, lambda, i) * weight * weight;
        innovationScales[i] += (squared - innovationScales[i]) / Math.min(count, MEMORY);
      }
    }
    return weight;
  }

  private static double squaredInnovation(double[] a, double[] c, double[] lambda, int i) {
    int r = c.length;
    double innovation = c[i];
    for (int j = 0; j < r; j++) {
      innovation -= a[i * r + j] * lambda[j];
    }
    return innovation * innovation / a[i * r + i];
  }

  /** Changes the units of the deviation, on which alone the scales depend. */
  void shift(int deviation) {
    for (int j = 0; j < innovationScales.length; j++) {
      innovationScales[j] = Math.scalb(innovationScales[j], -2 * deviation);
    }
    variance = Math.scalb(variance, -2 * deviation);
    firstVariance = Math.scalb(firstVariance, -2 * deviation);
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(weighting, Arrays.toString(innovationScales), variance);
  }
}
