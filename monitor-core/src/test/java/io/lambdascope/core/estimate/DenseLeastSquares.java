package io.lambdascope.core.estimate;

import io.lambdascope.core.match.RawObservation;
import java.util.Arrays;
import java.util.List;

/**
 * The second, naive implementation: weighted least squares by Householder QR of all equations
 * stacked in one dense matrix. Shares no code with the estimators and forms no Gram matrix.
 *
 * @param lambda the solution
 * @param inverseGramDiagonal of (ΦᵀWΦ)⁻¹
 * @param residualEnergy weighted ‖b − Φλ‖²
 * @param deviationEnergy weighted ‖b‖²
 * @param equations how many rows were stacked
 */
record DenseLeastSquares(
    double[] lambda,
    double[] inverseGramDiagonal,
    double residualEnergy,
    double deviationEnergy,
    int equations) {

  /** All observations alike. */
  static DenseLeastSquares solve(List<RawObservation> observations) {
    double[] ones = new double[observations.size()];
    Arrays.fill(ones, 1);
    return solve(observations, ones);
  }

  /** Observation k with weight {@code weights[k]}. */
  static DenseLeastSquares solve(List<RawObservation> observations, double[] weights) {
    int rows = observations.stream().mapToInt(RawObservation::equations).sum();
    int r = observations.get(0).regularizers();
    double[][] a = new double[rows][];
    double[] b = new double[rows];
    int row = 0;
    for (int k = 0; k < observations.size(); k++) {
      double root = Math.sqrt(weights[k]);
      RawObservation observation = observations.get(k);
      for (int i = 0; i < observation.equations(); i++) {
        a[row] = Arrays.stream(observation.design()[i]).map(x -> x * root).toArray();
        b[row++] = observation.deviation()[i] * root;
      }
    }
    final double deviationEnergy = Arrays.stream(b).map(x -> x * x).sum();
    double[] diagonal = new double[r];
    for (int j = 0; j < r; j++) {
      diagonal[j] = reflect(a, b, j);
    }
    double[] lambda = backSubstitute(a, diagonal, b);
    // (ΦᵀΦ)⁻¹ = R⁻¹R⁻ᵀ: its diagonal is the squared norms of the rows of R⁻¹.
    double[] inverseGramDiagonal = new double[r];
    for (int j = 0; j < r; j++) {
      double[] unit = new double[r];
      unit[j] = 1;
      double[] columnOfInverse = backSubstitute(a, diagonal, unit);
      for (int i = 0; i < r; i++) {
        inverseGramDiagonal[i] += columnOfInverse[i] * columnOfInverse[i];
      }
    }
    double residualEnergy = Arrays.stream(b, r, rows).map(x -> x * x).sum();
    return new DenseLeastSquares(
        lambda, inverseGramDiagonal, residualEnergy, deviationEnergy, rows);
  }

  /** Zeroes column j below the diagonal by one reflection; returns the diagonal entry of R. */
  private static double reflect(double[][] a, double[] b, int j) {
    double squares = 0;
    for (int i = j; i < a.length; i++) {
      squares += a[i][j] * a[i][j];
    }
    double alpha = a[j][j] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    double[] v = new double[a.length];
    for (int i = j; i < a.length; i++) {
      v[i] = a[i][j];
    }
    v[j] -= alpha;
    double half = squares - alpha * a[j][j]; // ‖v‖²/2
    for (int column = j + 1; column < a[0].length; column++) {
      double projection = 0;
      for (int i = j; i < a.length; i++) {
        projection += v[i] * a[i][column];
      }
      for (int i = j; i < a.length; i++) {
        a[i][column] -= projection / half * v[i];
      }
    }
    double projection = 0;
    for (int i = j; i < a.length; i++) {
      projection += v[i] * b[i];
    }
    for (int i = j; i < a.length; i++) {
      b[i] -= projection / half * v[i];
    }
    return alpha;
  }

  /** Solves Rx = rhs, R the upper triangle of {@code a} with {@code diagonal}. */
  private static double[] backSubstitute(double[][] a, double[] diagonal, double[] rhs) {
    double[] x = new double[diagonal.length];
    for (int i = diagonal.length - 1; i >= 0; i--) {
      double sum = rhs[i];
      for (int j = i + 1; j < diagonal.length; j++) {
        sum -= a[i][j] * x[j];
      }
      x[i] = sum / diagonal[i];
    }
    return x;
  }

  /** s²(ΦᵀΦ)⁻¹_jj, as if all equations were independent. */
  double independentVariance(int j) {
    return residualEnergy / (equations - lambda.length) * inverseGramDiagonal[j];
  }

  double rSquared() {
    return 1 - residualEnergy / deviationEnergy;
  }
}
