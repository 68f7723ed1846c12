package io.lambdascope.core.endpoint;

import io.lambdascope.core.linalg.SymmetricEigen;
import io.lambdascope.core.linalg.SymmetricProcrustes;
import java.util.Arrays;

/**
 * Λ̂ of a {@link SymmetricQuadratic} with what says how far to trust it. Immutable.
 *
 * <p>Standard errors hold for independent errors of equal variance in the equations; they are
 * computed when asked for, O(p²) an entry.
 */
public final class SymmetricEstimate {

  private final int size;
  private final double[] matrix;
  private final PoolUnits units;
  private final SymmetricProcrustes solution;
  private final Agreement agreement;
  private final double errorVariance;
  private final double distanceFromStationarity;

  SymmetricEstimate(
      EndpointPool pool,
      PoolUnits units,
      double[] theta,
      double[] target,
      SymmetricProcrustes solution) {
    this.size = pool.parameters();
    this.units = units;
    this.solution = solution;
    double[] scaled = solution.solution();
    int m = pool.size();
    double residual = 0;
    double energy = 0;
    for (int k = 0; k < m; k++) {
      for (int i = 0; i < size; i++) {
        double rest = target[i * m + k];
        energy += rest * rest;
        for (int j = 0; j < size; j++) {
          rest -= scaled[i * size + j] * theta[j * m + k];
        }
        residual += rest * rest;
      }
    }
    this.agreement = Agreement.ofEnergies(residual, energy);
    // 0/0 = NaN or x/0 = ∞ where there are no more equations than unknowns: not determined.
    this.errorVariance = residual / ((double) pool.weighted() * size - solution.rank());
    this.matrix = Arrays.stream(scaled).map(units::quadratic).toArray();
    this.distanceFromStationarity = pool.distanceFromStationarity();
  }

  /** p. */
  public int size() {
    return size;
  }

  /** Λ̂, p × p, row-major, exactly symmetric. */
  public double[] matrix() {
    return matrix.clone();
  }

  /** Λ̂_ab with its doubt. */
  public PenaltyCoefficient coefficient(int a, int b) {
    double error = units.quadratic(Math.sqrt(errorVariance * solution.variance(a, b)));
    return PenaltyCoefficient.of(matrix[a * size + b], error, solution.varianceInflation(a, b));
  }

  /**
   * The positive semi-definite matrix nearest to Λ̂ in Frobenius norm, by setting its negative
   * eigenvalues to zero (Higham, Linear Algebra Appl. 103, 1988). Not the least-squares estimate
   * under that constraint.
   *
   * @throws IllegalStateException when an entry of Λ̂ is beyond a double's range
   */
  public double[] nearestPositiveSemidefinite() {
    if (!Arrays.stream(matrix).allMatch(Double::isFinite)) {
      throw new IllegalStateException(
          "an entry of the matrix is infinite; give parameters and gradients in other units");
    }
    return new SymmetricEigen(matrix, size).map(s -> Math.max(s, 0));
  }

  /** Within the pool fitted to. */
  public Agreement agreement() {
    return agreement;
  }

  /** How many of the p(p+1)/2 unknowns the endpoints determine. */
  public int rank() {
    return solution.rank();
  }

  /**
   * Of the Gram matrix in the coordinates (Λ_ii, √2·Λ_ij); infinite when not all are determined.
   */
  public double conditionNumber() {
    return solution.conditionNumber();
  }

  /** As {@link EndpointPool#distanceFromStationarity}. */
  public double distanceFromStationarity() {
    return distanceFromStationarity;
  }
}
