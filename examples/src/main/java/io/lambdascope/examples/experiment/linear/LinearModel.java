package io.lambdascope.examples.experiment.linear;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * The noisy linear model y = Xθ + σε of App. H.3: X has 1000 rows of 10 standard normal entries,
 * θ_i ~ N(0, 3²), ε_i ~ N(0, 1). The arrays are not copied; nobody changes them.
 *
 * @param x n × p
 * @param coefficients θ, length p
 * @param noise ε, length n
 */
record LinearModel(double[][] x, double[] coefficients, double[] noise) {

  static final int EXAMPLES = 1000;
  static final int PARAMETERS = 10;

  /** The paper's, for its shared draw. */
  static final long SHARED_SEED = 56;

  private static final double COEFFICIENT_DEVIATION = 3;

  /** NumPy's draw of X, θ and ε, in this order: for the paper's seed, the published data. */
  static LinearModel draw(long seed) {
    DoubleSupplier normal = new NumpyGenerator(seed)::nextNormal;
    double[][] x = new double[EXAMPLES][PARAMETERS];
    for (double[] row : x) {
      fill(row, 1, normal);
    }
    return draw(x, normal);
  }

  /** The same X with fresh θ and ε. */
  LinearModel redraw(Random random) {
    return draw(x, random::nextGaussian);
  }

  private static LinearModel draw(double[][] x, DoubleSupplier normal) {
    double[] coefficients = new double[PARAMETERS];
    fill(coefficients, COEFFICIENT_DEVIATION, normal);
    double[] noise = new double[EXAMPLES];
    fill(noise, 1, normal);
    return new LinearModel(x, coefficients, noise);
  }

  private static void fill(double[] values, double deviation, DoubleSupplier normal) {
    for (int i = 0; i < values.length; i++) {
      values[i] = deviation * normal.getAsDouble();
    }
  }

  /** Random numbers of a repetition: {@link Random}s of neighbouring seeds begin alike. */
  static Random random(long seed, int repetition) {
    long ofSeed = new SplittableRandom(seed).nextLong();
    return new Random(new SplittableRandom(ofSeed + repetition).nextLong());
  }

  /** y for noise of deviation σ. */
  double[] response(double sigma) {
    double[] y = new double[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      y[i] = sigma * noise[i];
      for (int j = 0; j < PARAMETERS; j++) {
        y[i] += x[i][j] * coefficients[j];
      }
    }
    return y;
  }
}
