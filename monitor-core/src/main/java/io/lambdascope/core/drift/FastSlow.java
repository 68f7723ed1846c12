package io.lambdascope.core.drift;

/**
 * A fast and a slow exponentially forgotten mean, and the score of their difference.
 *
 * <p>The mean of half-life H weighs observation i by a_i = w_i 2^(−(k − k_i)/H) at iteration k, w_i
 * its precision. For independent noise of variance σ²/w_i its variance is σ² Σ a_i²/w_i / (Σ a_i)²,
 * and the covariance of the two means σ² Σ a_i a'_i/w_i / (Σ a_i Σ a'_i): three more sums with
 * forgetting, exact whatever the spacing of the observations.
 *
 * <p>The difference D has weights that sum to 0, so with s² of a baseline of n observations that
 * include these, D²/(var(D)/σ² · (n − 1)s²) is its share r² of the sum of squares, and r √((n −
 * 2)/(1 − r²)) has Student's distribution with n − 2 degrees of freedom, exactly.
 */
final class FastSlow {

  /** Below this part of the fast mean's variance, that of the difference is near rounding. */
  private static final double ROUNDING = 1e-6;

  private final double fastHalfLife;
  private final double slowHalfLife;
  private long iteration;
  private double fastWeight;
  private double slowWeight;
  private double fastMean;
  private double slowMean;
  private double fastSquares;
  private double slowSquares;
  private double products;

  FastSlow(double fastHalfLife, double slowHalfLife) {
    this.fastHalfLife = fastHalfLife;
    this.slowHalfLife = slowHalfLife;
  }

  void reset() {
    fastWeight = 0;
    slowWeight = 0;
    fastMean = 0;
    slowMean = 0;
    fastSquares = 0;
    slowSquares = 0;
    products = 0;
  }

  void add(long iteration, double value, double weight) {
    double fast = Math.pow(0.5, (iteration - this.iteration) / fastHalfLife);
    double slow = Math.pow(0.5, (iteration - this.iteration) / slowHalfLife);
    this.iteration = iteration;
    fastWeight = fastWeight * fast + weight;
    slowWeight = slowWeight * slow + weight;
    fastMean += (value - fastMean) * (weight / fastWeight);
    slowMean += (value - slowMean) * (weight / slowWeight);
    fastSquares = fastSquares * (fast * fast) + weight;
    slowSquares = slowSquares * (slow * slow) + weight;
    products = products * (fast * slow) + weight;
  }

  /** Whether the observations are spaced closely enough for the means to differ. */
  boolean isComparable() {
    return variance() > ROUNDING * fastSquares / (fastWeight * fastWeight);
  }

  /**
   * The normal score of fast − slow.
   *
   * @param baseline of these observations
   */
  double score(Baseline baseline) {
    long n = baseline.observations();
    double s = baseline.standardError();
    if (s == 0) {
      return 0;
    }
    double share = (fastMean - slowMean) / s / Math.sqrt(variance() * (n - 1));
    return NormalScore.of(share * Math.sqrt((n - 2) / Math.max(1 - share * share, 0)), n - 2);
  }

  /** Of fast − slow, over σ². */
  double variance() {
    return fastSquares / (fastWeight * fastWeight)
        + slowSquares / (slowWeight * slowWeight)
        - 2 * products / (fastWeight * slowWeight);
  }

  void write(Memory memory) {
    memory.write(iteration);
    memory.write(fastWeight);
    memory.write(slowWeight);
    memory.write(fastMean);
    memory.write(slowMean);
    memory.write(fastSquares);
    memory.write(slowSquares);
    memory.write(products);
  }

  void read(Memory memory) {
    iteration = memory.readLong(DriftDetector.LARGEST_ITERATION);
    fastWeight = memory.read();
    slowWeight = memory.read();
    fastMean = memory.read();
    slowMean = memory.read();
    fastSquares = memory.read();
    slowSquares = memory.read();
    products = memory.read();
  }
}
