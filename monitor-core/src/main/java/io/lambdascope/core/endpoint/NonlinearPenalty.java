package io.lambdascope.core.endpoint;

/**
 * A parametric penalty R(θ, Λ) whose gradient need not be linear in Λ, for {@link NonlinearFit}.
 *
 * <p>By convention the coefficients that enter linearly come first in Λ, the shape ψ after them: R
 * = Σ_j λ_j R_j(θ; ψ).
 */
public interface NonlinearPenalty extends Penalty {

  /**
   * The cube root of a double's unit round-off: the step of least error for central differences.
   */
  double DIFFERENCE_STEP = Math.cbrt(Math.ulp(1.0));

  /** The length of Λ, at least 1. */
  int coefficients();

  /**
   * How many of the first coefficients multiply terms of their own, so that for a given shape they
   * can be solved for exactly. 0 by default.
   */
  default int linearCoefficients() {
    return 0;
  }

  /**
   * ∂∇_θR/∂Λ_j for each j, each of length p. By central differences unless overridden, with steps
   * of {@link #DIFFERENCE_STEP} relative to Λ_j, where Λ_j is 0 absolute: a relative error of about
   * 1e-10 where ∇R is smooth in Λ.
   */
  default double[][] derivative(Endpoint endpoint, double[] lambda) {
    double[][] derivative = new double[lambda.length][];
    for (int j = 0; j < lambda.length; j++) {
      double step = DIFFERENCE_STEP * (lambda[j] == 0 ? 1 : Math.abs(lambda[j]));
      double[] moved = lambda.clone();
      moved[j] = lambda[j] + step;
      double[] above = gradient(endpoint, moved);
      double up = moved[j];
      moved[j] = lambda[j] - step;
      double[] below = gradient(endpoint, moved);
      double distance = up - moved[j];
      for (int i = 0; i < above.length; i++) {
        above[i] = (above[i] - below[i]) / distance;
      }
      derivative[j] = above;
    }
    return derivative;
  }

  /** The Λ nearest to the given one where the penalty is defined; by default all are. */
  default double[] admissible(double[] lambda) {
    return lambda;
  }
}
