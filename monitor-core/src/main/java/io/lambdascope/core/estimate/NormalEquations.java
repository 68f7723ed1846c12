package io.lambdascope.core.estimate;

/** What a Λ leaves of the statistics A, c, s of a regression. Without state. */
final class NormalEquations {

  private NormalEquations() {}

  /** The score (c − AΛ)_i. */
  static double score(double[] a, double[] c, double[] lambda, int i) {
    int r = c.length;
    double score = c[i];
    for (int j = 0; j < r; j++) {
      score -= a[i * r + j] * lambda[j];
    }
    return score;
  }

  /** ‖b − ΦΛ‖² = s − 2Λᵀc + ΛᵀAΛ, not below 0, where cancellation could take it. */
  static double residualEnergy(double[] a, double[] c, double s, double[] lambda) {
    int r = c.length;
    double explained = 0;
    for (int i = 0; i < r; i++) {
      double row = 0;
      for (int j = 0; j < r; j++) {
        row += a[i * r + j] * lambda[j];
      }
      explained += lambda[i] * (2 * c[i] - row);
    }
    return Math.max(s - explained, 0);
  }
}
