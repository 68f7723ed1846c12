package io.lambdascope.core.endpoint;

import io.lambdascope.core.linalg.StackedLeastSquares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Any penalty R = Σ_j λ_j R_j(θ) from the gradients of its terms: the columns Φ_k = [∇R_1 … ∇R_r]
 * at each endpoint, −g_k = Φ_kΛ.
 *
 * <p>Solved with columns of unit norm over the whole pool and mapped back (App. G.1 of arXiv
 * 2605.05436) by an orthogonal triangularization of all equations: the condition number is not
 * squared on the way to λ̂. Collinear or zero columns are not identified; their values are those of
 * minimum norm in the normalized basis.
 *
 * <p>Cost O(mp r²) and three evaluations of every column; memory O(pr). Immutable. Reference:
 * Section 2.2 and App. B.1, G.1 of arXiv 2605.05436.
 */
public final class RegularizerColumns implements LinearPenalty {

  private final List<Function<Endpoint, double[]>> gradients;

  /**
   * The family of these terms.
   *
   * @param gradients θ̂ ↦ ∇R_j(θ̂) for each term, at least one; same answer for the same endpoint
   * @throws IllegalArgumentException when there is none
   */
  public RegularizerColumns(List<Function<Endpoint, double[]>> gradients) {
    this.gradients = List.copyOf(gradients);
    if (gradients.isEmpty()) {
      throw new IllegalArgumentException("at least one regularizer gradient is needed");
    }
  }

  @Override
  public double[] gradient(Endpoint endpoint, double[] lambda) {
    double[] sum = new double[endpoint.size()];
    for (int j = 0; j < gradients.size(); j++) {
      double[] column = column(j, endpoint);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += lambda[j] * column[i];
      }
    }
    return sum;
  }

  @Override
  public PenaltyEstimate fit(EndpointPool pool) {
    return new Equations(pool).estimate();
  }

  @Override
  public PenaltyEstimate fitNonNegative(EndpointPool pool) {
    Equations equations = new Equations(pool);
    double[] solution = equations.triangle.solveNonNegative();
    PenaltyEstimate unconstrained = equations.estimate();
    List<Function<Endpoint, double[]>> free = new ArrayList<>();
    for (int j = 0; j < solution.length; j++) {
      if (solution[j] > 0) {
        free.add(gradients.get(j));
      }
    }
    Optional<PenaltyEstimate> ofFree =
        free.isEmpty() ? Optional.empty() : Optional.of(new RegularizerColumns(free).fit(pool));
    Iterator<PenaltyCoefficient> next =
        ofFree.map(PenaltyEstimate::coefficients).orElse(List.of()).iterator();
    List<PenaltyCoefficient> all = new ArrayList<>();
    for (int j = 0; j < solution.length; j++) {
      double inflation = unconstrained.coefficients().get(j).varianceInflation();
      all.add(
          solution[j] > 0
              ? next.next()
              : PenaltyCoefficient.of(0, Double.POSITIVE_INFINITY, inflation));
    }
    return new PenaltyEstimate(
        all,
        ofFree.map(PenaltyEstimate::agreement).orElseGet(() -> Agreement.of(pool, this, solution)),
        unconstrained.rank(),
        unconstrained.conditionNumber(),
        unconstrained.distanceFromStationarity());
  }

  private double[] column(int j, Endpoint endpoint) {
    double[] column = gradients.get(j).apply(endpoint);
    if (column.length != endpoint.size()) {
      throw new IllegalArgumentException(
          "regularizer gradient %d has %d entries for %d parameters"
              .formatted(j, column.length, endpoint.size()));
    }
    if (!Arrays.stream(column).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "regularizer gradient %d is not finite; smooth the regularizer or leave the endpoint out"
              .formatted(j));
    }
    return column;
  }

  /** The stacked equations of a pool, each column in a unit of its own. */
  private final class Equations {
    private final EndpointPool pool;
    private final PoolUnits units;
    private final int[] exponents;
    private final StackedLeastSquares triangle;

    Equations(EndpointPool pool) {
      this.pool = pool;
      this.units = PoolUnits.of(pool);
      this.exponents = new int[gradients.size()];
      Arrays.setAll(exponents, j -> pool.exponent(endpoint -> column(j, endpoint)));
      this.triangle = new StackedLeastSquares(gradients.size());
      for (Endpoint endpoint : pool.endpoints()) {
        triangle.add(columns(endpoint), units.target(endpoint));
      }
    }

    private double[][] columns(Endpoint endpoint) {
      double[][] columns = new double[gradients.size()][];
      Arrays.setAll(
          columns,
          j -> PoolUnits.weighted(column(j, endpoint), units.rootWeight(endpoint), exponents[j]));
      return columns;
    }

    PenaltyEstimate estimate() {
      StackedLeastSquares.Solution solution = triangle.solve();
      int r = gradients.size();
      double residual = 0;
      double energy = 0;
      double[] meat = new double[r * r];
      for (Endpoint endpoint : pool.endpoints()) {
        double[][] columns = columns(endpoint);
        double[] target = units.target(endpoint);
        double[] scores = new double[r];
        for (int i = 0; i < target.length; i++) {
          double rest = target[i];
          for (int j = 0; j < r; j++) {
            rest -= columns[j][i] * solution.values()[j];
          }
          residual += rest * rest;
          energy += target[i] * target[i];
          for (int j = 0; j < r; j++) {
            scores[j] += columns[j][i] * rest;
          }
        }
        for (int j = 0; j < r * r; j++) {
          meat[j] += scores[j / r] * scores[j % r];
        }
      }
      List<PenaltyCoefficient> coefficients = new ArrayList<>();
      for (int j = 0; j < r; j++) {
        int exponent = units.gradientExponent() - exponents[j];
        double variance = variance(solution, j, meat, residual);
        coefficients.add(
            PenaltyCoefficient.of(
                Math.scalb(solution.values()[j], exponent),
                Math.scalb(Math.sqrt(variance), exponent),
                solution.varianceInflation()[j]));
      }
      return new PenaltyEstimate(
          coefficients,
          Agreement.ofEnergies(residual, energy),
          solution.rank(),
          solution.conditionNumber(),
          pool.distanceFromStationarity());
    }

    private double variance(
        StackedLeastSquares.Solution solution, int j, double[] meat, double residual) {
      int r = gradients.size();
      double[] inverse = solution.inverseGram();
      int m = pool.weighted();
      if (m <= r) {
        // 0/0 = NaN or x/0 = ∞ where as many coefficients as equations are fitted: not determined.
        double freedom = (double) m * pool.parameters() - solution.rank();
        return residual / freedom * inverse[j * r + j];
      }
      double sandwich = 0;
      for (int a = 0; a < r; a++) {
        for (int b = 0; b < r; b++) {
          sandwich += inverse[j * r + a] * meat[a * r + b] * inverse[b * r + j];
        }
      }
      return sandwich * m / (m - 1);
    }
  }
}
