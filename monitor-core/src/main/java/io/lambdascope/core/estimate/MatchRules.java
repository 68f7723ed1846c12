package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;

/** What every estimator asks of an observation before it takes it in. */
final class MatchRules {

  /** |c_j| ≤ √(A_jj s) by Cauchy and Schwarz; rounding breaks that by far less than 2^20. */
  private static final int SLACK = 20;

  private MatchRules() {}

  /**
   * Refuses what may not follow.
   *
   * @param regularizers of the observations before, 0 when there were none
   * @param lastIteration of the last one
   * @throws IllegalArgumentException with what was given and what is allowed
   */
  static void check(GradientMatch match, int regularizers, long lastIteration) {
    if (!match.isFinite()) {
      throw new IllegalArgumentException(
          "an observation must be finite; drop it upstream and count it: " + match);
    }
    if (regularizers > 0 && match.regularizers() != regularizers) {
      throw new IllegalArgumentException(
          "observation of %d regularizers after some of %d"
              .formatted(match.regularizers(), regularizers));
    }
    if (regularizers > 0 && match.iteration() < lastIteration) {
      throw new IllegalArgumentException(
          "observations must come in the order of iterations: %d after %d"
              .formatted(match.iteration(), lastIteration));
    }
    for (int j = 0; j < match.regularizers(); j++) {
      double a = match.gram(j, j);
      if (a < 0 || match.energy() < 0 || tooLarge(match.cross(j), a, match.energy())) {
        throw new IllegalArgumentException(
            ("no Φ and b have these statistics, |Φ_jᵀb| ≤ ‖Φ_j‖‖b‖ does not hold for j = %d; did a"
                    + " sum overflow upstream? Drop the observation there and count it: %s")
                .formatted(j, match));
      }
      for (int i = 0; i < j; i++) {
        if (tooLarge(match.gram(i, j), a, match.gram(i, i))) {
          throw new IllegalArgumentException(
              ("no Φ has this Gram matrix, |A_ij| ≤ √(A_ii A_jj) does not hold for i = %d, j = %d;"
                      + " did a sum overflow upstream? Drop the observation there and count it: %s")
                  .formatted(i, j, match));
        }
      }
    }
  }

  private static boolean tooLarge(double product, double square, double otherSquare) {
    return square > 0
        && otherSquare > 0
        && 2 * Math.getExponent(product)
            > Math.getExponent(square) + Math.getExponent(otherSquare) + 2 * SLACK;
  }
}
