package io.lambdascope.examples.experiment.illustration;

import java.util.Random;

/**
 * Ridge regression of the scalar model y = θx + ε, by the loss L(θ) = (1/n)Σ(y_i − θx_i)² and the
 * penalty λθ² (App. H.1). Only the data's three means are kept.
 *
 * @param xx mean of x²
 * @param xy mean of xy
 * @param yy mean of y²
 */
record ScalarRidge(double xx, double xy, double yy) {

  static final int EXAMPLES = 20;
  static final double TRUE_COEFFICIENT = 2;
  static final double NOISE = 1.8;

  /** A draw: x ~ N(0, 1), ε ~ N(0, 1.8²), true θ = 2. */
  static ScalarRidge draw(long seed) {
    Random random = new Random(seed);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      double x = random.nextGaussian();
      double y = TRUE_COEFFICIENT * x + NOISE * random.nextGaussian();
      xx += x * x / EXAMPLES;
      xy += x * y / EXAMPLES;
      yy += y * y / EXAMPLES;
    }
    return new ScalarRidge(xx, xy, yy);
  }

  /** L(θ). */
  double loss(double theta) {
    return yy - 2 * theta * xy + theta * theta * xx;
  }

  /** ∇L(θ). */
  double gradient(double theta) {
    return 2 * (theta * xx - xy);
  }

  /** Where L + λθ² is least. */
  double minimizer(double lambda) {
    return xy / (xx + lambda);
  }
}
