package io.lambdascope.core.estimate;

import java.util.List;

/**
 * Λ̂ after an observation, with everything that says how far to trust it. Immutable.
 *
 * @param iteration that of the last observation
 * @param coefficients λ̂_1 … λ̂_r in the order of the regularizers
 * @param covariance of Λ̂, r × r, row-major; entries of coefficients that are not identified mean
 *     nothing
 * @param covarianceKind where the covariance comes from
 * @param confidence the coverage of the intervals
 * @param fit goodness of fit and conditioning
 */
public record LambdaEstimate(
    long iteration,
    List<Coefficient> coefficients,
    double[] covariance,
    CovarianceKind covarianceKind,
    double confidence,
    Fit fit) {

  /** Copies. */
  public LambdaEstimate {
    coefficients = List.copyOf(coefficients);
    covariance = covariance.clone();
  }

  @Override
  public double[] covariance() {
    return covariance.clone();
  }

  /** The coefficient of regularizer {@code j}. */
  public Coefficient coefficient(int j) {
    return coefficients.get(j);
  }
}
