package io.lambdascope.core.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

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

  @Override
  public boolean equals(Object o) {
    return o instanceof LambdaEstimate e
        && iteration == e.iteration
        && coefficients.equals(e.coefficients)
        && Arrays.equals(covariance, e.covariance)
        && covarianceKind == e.covarianceKind
        && Double.compare(confidence, e.confidence) == 0
        && fit.equals(e.fit);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        iteration, coefficients, Arrays.hashCode(covariance), covarianceKind, confidence, fit);
  }

  @Override
  public String toString() {
    return "LambdaEstimate[iteration=%d, coefficients=%s, covariance=%s, %s, confidence=%s, %s]"
        .formatted(
            iteration, coefficients, Arrays.toString(covariance), covarianceKind, confidence, fit);
  }
}
