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

  /** The first observations, of which none has a usual size to be compared with. */
  private static final int SETTLING = 5;

  /** What is left of an energy below this share is rounding: differences of sums of many terms. */
  private static final double CANCELLATION = 1e-12;

  /** Weights stay within 2^±20 of each other, so that exact stretches do not rule alone. */
  private static final double MOST = 0x1p20;

  private final Weighting weighting;
  // Running mean of the squared innovation over A_jj, by column; of e.g. zero where unknown.
  private final double[] innovationScales;
  private double variance;
  private double firstVariance;
  private long count;
  // What settle lets the observation count at most that weigh sees next.
  private double settlingWeight = 1;

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

  /** Whether {@link #settle} and {@link #weigh} want to know the next observation's own fit. */
  boolean wantsOwnVariance() {
    return weighting == Weighting.RESIDUAL_VARIANCE || isSettling();
  }

  private boolean isSettling() {
    return weighting == Weighting.HUBER && count < SETTLING;
  }

  /**
   * ‖b − ΦΛ‖²/(p − r) of an observation and its own least-squares fit: the variance of its noise,
   * whatever was estimated before.
   */
  static double ownVariance(double[] a, double[] c, double s, long p, double[] ownLambda) {
    int r = c.length;
    double residual = NormalEquations.residualEnergy(a, c, s, ownLambda);
    return residual > CANCELLATION * s ? residual / Math.max(p - r, 1) : 0;
  }

  /**
   * By what to multiply the weight of all observations before one of the first few: where its own
   * variance is far below theirs, they were the wild ones.
   *
   * @param ownVariance see {@link #ownVariance}
   */
  double settle(double ownVariance) {
    if (!isSettling()) {
      return 1;
    }
    settlingWeight = 1;
    double bound = HUBER_BOUND * HUBER_BOUND;
    if (count == 0) {
      variance = ownVariance;
    } else if (ownVariance * bound < variance) {
      double factor = Math.max(ownVariance / variance, 1 / MOST);
      variance = ownVariance;
      // What was measured against them tells nothing of the usual size.
      Arrays.fill(innovationScales, 0);
      count = 0;
      return factor;
    } else if (ownVariance > variance * bound) {
      settlingWeight = HUBER_BOUND * Math.sqrt(variance / ownVariance);
    } else {
      variance = Math.min(variance, ownVariance);
    }
    return 1;
  }

  /**
   * The weight of an observation, and takes it into the scales.
   *
   * @param lambda what predicts it, where anything does
   * @param ownVariance see {@link #ownVariance}, read where it was asked for
   */
  double weigh(double[] a, double[] c, double[] lambda, double ownVariance) {
    return switch (weighting) {
      case NONE -> 1;
      case RESIDUAL_VARIANCE -> byVariance(ownVariance);
      case HUBER -> byInnovation(a, c, lambda);
    };
  }

  private double byVariance(double ownVariance) {
    count++;
    if (count == 1) {
      variance = ownVariance;
      firstVariance = ownVariance;
      return 1;
    }
    double larger = Math.max(variance, ownVariance);
    double weight = larger > 0 ? firstVariance / larger : 1;
    // A wild one counts as one at the bound, or it would silence those after it.
    double bounded =
        variance > 0 ? Math.min(ownVariance, HUBER_BOUND * HUBER_BOUND * variance) : ownVariance;
    variance += (bounded - variance) / Math.min(count, MEMORY);
    return Math.max(1 / MOST, Math.min(MOST, weight));
  }

  private double byInnovation(double[] a, double[] c, double[] lambda) {
    count++;
    if (count == 1) {
      // Nothing predicts it.
      return 1;
    }
    int r = c.length;
    double largest = 0;
    for (int i = 0; i < r; i++) {
      if (a[i * r + i] > 0 && innovationScales[i] > 0) {
        double z = squaredInnovation(a, c, lambda, i) / innovationScales[i];
        largest = Math.max(largest, z);
      }
    }
    double weight = largest > HUBER_BOUND * HUBER_BOUND ? HUBER_BOUND / Math.sqrt(largest) : 1;
    weight = Math.min(weight, settlingWeight);
    settlingWeight = 1;
    for (int i = 0; i < r; i++) {
      if (a[i * r + i] > 0) {
        // What is cut down enters its own scale cut down, or one wild value would let the next in.
        double squared = squaredInnovation(a, c, lambda, i) * weight * weight;
        innovationScales[i] += (squared - innovationScales[i]) / Math.min(count - 1, MEMORY);
      }
    }
    return weight;
  }

  private static double squaredInnovation(double[] a, double[] c, double[] lambda, int i) {
    double innovation = NormalEquations.score(a, c, lambda, i);
    return innovation * innovation / a[i * c.length + i];
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
