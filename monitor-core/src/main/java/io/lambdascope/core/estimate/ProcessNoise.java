package io.lambdascope.core.estimate;

import java.util.Arrays;

/**
 * How fast the coefficients of a random walk Λ(t+1) = Λ(t) + w(t) are taken to move: the variance
 * q_j of w_j in one training iteration, in units of λ_j².
 */
public sealed interface ProcessNoise {

  /** By maximum likelihood, for each coefficient on its own, from the observations so far. */
  static ProcessNoise maximumLikelihood() {
    return new MaximumLikelihood();
  }

  /**
   * Given beforehand.
   *
   * @param variances q_j for each coefficient, or one for all; finite and not negative
   * @throws IllegalArgumentException otherwise
   */
  static ProcessNoise fixed(double... variances) {
    return new Fixed(variances);
  }

  /** See {@link #maximumLikelihood}. */
  record MaximumLikelihood() implements ProcessNoise {}

  /**
   * See {@link #fixed}.
   *
   * @param variances q_j
   */
  record Fixed(double[] variances) implements ProcessNoise {

    /** Copies and checks. */
    public Fixed {
      boolean valid =
          variances.length > 0
              && Arrays.stream(variances).allMatch(q -> q >= 0 && q < Double.POSITIVE_INFINITY);
      if (!valid) {
        throw new IllegalArgumentException(
            "process noise is one variance per iteration for each coefficient, or one for all,"
                + " finite and not negative; given were "
                + Arrays.toString(variances));
      }
      variances = variances.clone();
    }

    @Override
    public double[] variances() {
      return variances.clone();
    }

    /**
     * q for so many coefficients.
     *
     * @throws IllegalArgumentException when it was given for another number
     */
    double[] variances(int regularizers) {
      if (variances.length != 1 && variances.length != regularizers) {
        throw new IllegalArgumentException(
            "process noise was set for %d coefficients, but observations have %d; give one for each,"
                    .formatted(variances.length, regularizers)
                + " or one for all");
      }
      double[] each = new double[regularizers];
      Arrays.setAll(each, j -> variances[variances.length == 1 ? 0 : j]);
      return each;
    }

    /** √q for so many coefficients; see {@link #variances(int)}. */
    double[] steps(int regularizers) {
      return Arrays.stream(variances(regularizers)).map(Math::sqrt).toArray();
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Fixed f && Arrays.equals(variances, f.variances);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(variances);
    }

    @Override
    public String toString() {
      return "Fixed" + Arrays.toString(variances);
    }
  }
}
