package io.lambdascope.core.theory;

import java.util.Arrays;

/**
 * The adaptive ridge R(β) = Σ_j d_j β_j² that dropout of the inputs of a linear model amounts to,
 * each x_ij kept with probability 1 − δ and then divided by it.
 *
 * <p>For a squared loss c·Σ_i(y_i − x_iᵀβ)² it is exact: the mean over all masks is the loss plus R
 * with d_j = c·δ/(1−δ)·Σ_i x_ij². For the negative log-likelihood Σ_i (A(x_iᵀβ) − y_i x_iᵀβ) of a
 * generalized linear model it is the second-order expansion, d_j = ½·δ/(1−δ)·Σ_i A''(x_iᵀβ)x_ij²,
 * and depends on β through A''. Both are penalties in front of β_j², gradient 2d_jβ_j.
 *
 * <p>Stateless. Reference: S. Wager, S. Wang, P. Liang, Dropout training as adaptive
 * regularization, NeurIPS 2013.
 */
public final class DropoutRidge {

  private DropoutRidge() {}

  /**
   * d for a squared loss.
   *
   * @param features x, one row an example
   * @param rate δ, in [0, 1)
   * @param lossScale c: 1/n for the mean square, 1/2 for the sum of half squares
   * @throws IllegalArgumentException when the rate is out of its range or rows differ in length
   */
  public static double[] leastSquares(double[][] features, double rate, double lossScale) {
    double[] ones = new double[features.length];
    Arrays.fill(ones, 2 * lossScale);
    return generalizedLinear(features, ones, rate);
  }

  /**
   * d for a generalized linear model at one β.
   *
   * @param features x, one row an example
   * @param curvature A''(x_iᵀβ) for each example: 1 in a Gaussian, π_i(1 − π_i) in a logistic one
   * @param rate δ, in [0, 1)
   * @throws IllegalArgumentException when the rate is out of its range or lengths do not agree
   */
  public static double[] generalizedLinear(double[][] features, double[] curvature, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("a dropout rate lies in [0, 1), was " + rate);
    }
    if (features.length < 1 || features.length != curvature.length) {
      throw new IllegalArgumentException(
          "a curvature for each of at least one example is needed, given %d for %d"
              .formatted(curvature.length, features.length));
    }
    double odds = rate / (1 - rate);
    double[] diagonal = new double[features[0].length];
    for (int i = 0; i < features.length; i++) {
      if (features[i].length != diagonal.length) {
        throw new IllegalArgumentException(
            "rows must have the same length, row %d has %d entries, the first %d"
                .formatted(i, features[i].length, diagonal.length));
      }
      for (int j = 0; j < diagonal.length; j++) {
        diagonal[j] += 0.5 * odds * curvature[i] * features[i][j] * features[i][j];
      }
    }
    return diagonal;
  }
}
