package io.lambdascope.core.estimate;

/**
 * The covariance of scores as a Kalman filter's innovations show it: Var u_k = D_k N D_k with D_k =
 * diag(√A_k,jj), whatever the correlation among an observation's equations. Mutable, for one
 * thread.
 *
 * <p>N is the mean of the products of standardized innovations, ς² the mean of its diagonal. A mean
 * of n products of r numbers has rank n at most, so N is mixed with ς² times the normalized Gram
 * matrix in the proportion n : r.
 */
final class ScoreNoise {

  /** N is the mean over about so many of the last innovations. */
  private static final int MEMORY = 1000;

  private final int r;
  private final double[] products;
  private long innovations;
  private final double[] standardized;

  ScoreNoise(State state) {
    this.products = state.products().clone();
    this.innovations = state.innovations();
    this.r = (int) Math.round(Math.sqrt(products.length));
    this.standardized = new double[r];
  }

  /**
   * All that is known.
   *
   * @param products N, r × r, row-major
   * @param innovations how many there were
   */
  record State(double[] products, long innovations) {

    static State unknown(int regularizers) {
      return new State(new double[regularizers * regularizers], 0);
    }
  }

  State state() {
    return new State(products.clone(), innovations);
  }

  long innovations() {
    return innovations;
  }

  /** ς²; 0 before the first innovation. */
  double variance(int columns) {
    double sum = 0;
    for (int j = 0; j < r; j++) {
      sum += products[j * r + j];
    }
    return sum / columns;
  }

  /**
   * Var u/ς² of an observation.
   *
   * @param columns how many columns are not zero
   * @param covariance where it goes
   */
  void shape(double[] gram, int columns, double[] covariance) {
    double variance = variance(columns);
    double own = variance > 0 ? (double) innovations / (innovations + columns) : 0;
    for (int i = 0; i < r; i++) {
      double rootI = Math.sqrt(gram[i * r + i]);
      for (int j = 0; j < r; j++) {
        double seen =
            own > 0 ? products[i * r + j] / variance * rootI * Math.sqrt(gram[j * r + j]) : 0;
        covariance[i * r + j] = own * seen + (1 - own) * gram[i * r + j];
      }
    }
  }

  /**
   * Learns from an innovation.
   *
   * @param shaped Var u/ς² of the observation, by {@link #shape}
   * @param spread by column, what the error of the prediction adds to that
   */
  void learn(double[] gram, double[] innovation, double[] shaped, double[] spread) {
    innovations++;
    double share = 1.0 / Math.min(innovations, MEMORY);
    for (int i = 0; i < r; i++) {
      double own = shaped[i * r + i];
      double size = gram[i * r + i];
      standardized[i] =
          size > 0 && own > 0
              ? innovation[i] / Math.sqrt(size * (1 + Math.max(spread[i], 0) / own))
              : 0;
    }
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        products[i * r + j] += (standardized[i] * standardized[j] - products[i * r + j]) * share;
      }
    }
  }

  /** Changes the units of the deviation. */
  void shift(int deviation) {
    for (int i = 0; i < products.length; i++) {
      products[i] = Math.scalb(products[i], -2 * deviation);
    }
  }
}
