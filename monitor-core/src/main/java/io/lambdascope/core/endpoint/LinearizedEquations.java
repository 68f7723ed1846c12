package io.lambdascope.core.endpoint;

import io.lambdascope.core.linalg.PowerOfTwo;
import io.lambdascope.core.linalg.StackedLeastSquares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stationarity equations of a nonlinear penalty at one Λ: −g = ∇R(θ̂, Λ) + J·(change of Λ), all
 * endpoints stacked, weighted, in the pool's units of gradient.
 *
 * @param lambda Λ
 * @param target −g
 * @param values ∇R
 * @param jacobian J, one row an equation
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package; compared by nobody
record LinearizedEquations(double[] lambda, double[] target, double[] values, double[][] jacobian) {

  static LinearizedEquations at(EndpointPool pool, NonlinearPenalty penalty, double[] lambda) {
    PoolUnits units = PoolUnits.of(pool);
    int p = pool.parameters();
    int equations = p * pool.size();
    double[] target = new double[equations];
    double[] values = new double[equations];
    double[][] jacobian = new double[equations][lambda.length];
    for (int k = 0; k < pool.size(); k++) {
      Endpoint endpoint = pool.endpoints().get(k);
      double root = units.rootWeight(endpoint);
      int unit = units.gradientExponent();
      System.arraycopy(units.target(endpoint), 0, target, k * p, p);
      double[] gradient = penalty.gradient(endpoint, lambda);
      System.arraycopy(PoolUnits.weighted(gradient, root, unit), 0, values, k * p, p);
      double[][] derivative = penalty.derivative(endpoint, lambda);
      for (int j = 0; j < lambda.length; j++) {
        double[] column = PoolUnits.weighted(derivative[j], root, unit);
        for (int i = 0; i < p; i++) {
          jacobian[k * p + i][j] = column[i];
        }
      }
    }
    return new LinearizedEquations(lambda, target, values, jacobian);
  }

  /** ‖g + ∇R‖². */
  double cost() {
    return energy(residual());
  }

  boolean isFinite() {
    return Double.isFinite(cost())
        && Arrays.stream(jacobian).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  private double[] residual() {
    double[] residual = new double[target.length];
    Arrays.setAll(residual, i -> target[i] - values[i]);
    return residual;
  }

  private double[] column(int j) {
    return Arrays.stream(jacobian).mapToDouble(row -> row[j]).toArray();
  }

  /** max_j |J_jᵀ(g + ∇R)|/(‖J_j‖·‖g‖), 0 for a zero column or a zero gradient. */
  double relativeGradient() {
    double[] residual = residual();
    double largest = 0;
    for (int j = 0; j < lambda.length; j++) {
      double[] column = column(j);
      // In a unit of its own, so that its square cannot overflow.
      column = PoolUnits.weighted(column, 1, PowerOfTwo.above(column));
      double product = 0;
      for (int i = 0; i < residual.length; i++) {
        product += column[i] * residual[i];
      }
      double size = Math.sqrt(energy(column)) * Math.sqrt(energy(target));
      largest = size == 0 ? largest : Math.max(largest, Math.abs(product) / size);
    }
    return largest;
  }

  /**
   * Λ with the doubt of these linear equations.
   *
   * @param counted how many of them have a weight
   */
  List<PenaltyCoefficient> coefficients(int counted) {
    int r = lambda.length;
    double[][] columns = new double[r][];
    int[] exponents = new int[r];
    for (int j = 0; j < r; j++) {
      double[] column = column(j);
      exponents[j] = PowerOfTwo.above(column);
      columns[j] = PoolUnits.weighted(column, 1, exponents[j]);
    }
    StackedLeastSquares equations = new StackedLeastSquares(r);
    equations.add(columns, residual());
    StackedLeastSquares.Solution solution = equations.solve();
    // 0/0 = NaN or x/0 = ∞ where there are no more equations than coefficients: not determined.
    double variance = cost() / (counted - (double) solution.rank());
    List<PenaltyCoefficient> coefficients = new ArrayList<>();
    for (int j = 0; j < r; j++) {
      double error = Math.sqrt(variance * solution.inverseGram()[j * r + j]);
      coefficients.add(
          PenaltyCoefficient.of(
              lambda[j], Math.scalb(error, -exponents[j]), solution.varianceInflation()[j]));
    }
    return coefficients;
  }

  private static double energy(double[] values) {
    double energy = 0;
    for (double value : values) {
      energy += value * value;
    }
    return energy;
  }
}
