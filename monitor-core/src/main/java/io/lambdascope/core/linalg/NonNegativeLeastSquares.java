package io.lambdascope.core.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The x ≥ 0 that minimizes ‖Ax − b‖, by the active sets of Lawson and Hanson.
 *
 * <p>Exact: it ends at a point where the gradient w = Aᵀ(b − Ax) satisfies w_j = 0 where x_j &gt; 0
 * and w_j ≤ 0 where x_j = 0, the Karush–Kuhn–Tucker conditions of this convex problem. A column
 * enters only if it has a part outside the span of those already in, so the sets stay independent.
 * Neither EJML nor Hipparchus has this solver; it stands on EJML's least squares.
 *
 * <p>Reference: C. L. Lawson, R. J. Hanson, Solving Least Squares Problems (1974), chapter 23.
 */
final class NonNegativeLeastSquares {

  /** A gradient below this share of ‖b‖ on a column of unit norm is rounding. */
  private static final double TOLERANCE = 1e-13;

  private final DMatrixRMaj matrix;
  private final double[] target;
  private final double floor;
  private final boolean[] free;
  private final boolean[] refused;
  private double[] x;

  private NonNegativeLeastSquares(DMatrixRMaj matrix, double[] target) {
    this.matrix = matrix;
    this.target = target;
    double squares = 0;
    for (double b : target) {
      squares += b * b;
    }
    this.floor = TOLERANCE * Math.sqrt(squares);
    this.free = new boolean[matrix.numCols];
    this.refused = new boolean[matrix.numCols];
    this.x = new double[matrix.numCols];
  }

  /**
   * Solves.
   *
   * @param matrix A, columns of unit norm or zero; only read
   * @param target b
   */
  static double[] solve(DMatrixRMaj matrix, double[] target) {
    NonNegativeLeastSquares problem = new NonNegativeLeastSquares(matrix, target);
    // Each round lowers the residual, so that no set comes back; in practice about r rounds.
    while (problem.release()) {
      problem.descend();
    }
    return problem.x;
  }

  /** Frees the column with the steepest descent; false when there is none. */
  private boolean release() {
    double[] gradient = gradient();
    int steepest = -1;
    for (int j = 0; j < gradient.length; j++) {
      if (!free[j] && !refused[j] && gradient[j] > floor) {
        steepest = steepest < 0 || gradient[j] > gradient[steepest] ? j : steepest;
      }
    }
    if (steepest < 0) {
      return false;
    }
    free[steepest] = true;
    if (solveFree()[steepest] <= 0) {
      // Only rounding can turn a descent direction around: leave this column where it is.
      free[steepest] = false;
      refused[steepest] = true;
      return release();
    }
    Arrays.fill(refused, false);
    return true;
  }

  /** Goes to the optimum of the free columns, holding at zero those that would cross it. */
  private void descend() {
    while (true) {
      double[] optimum = solveFree();
      double step = 1;
      int blocking = -1;
      for (int j = 0; j < x.length; j++) {
        if (free[j] && optimum[j] <= 0) {
          double reach = x[j] / (x[j] - optimum[j]);
          if (blocking < 0 || reach < step) {
            step = reach;
            blocking = j;
          }
        }
      }
      if (blocking < 0) {
        x = optimum;
        return;
      }
      for (int j = 0; j < x.length; j++) {
        x[j] += free[j] ? step * (optimum[j] - x[j]) : 0;
        if (free[j] && (j == blocking || x[j] <= 0)) {
          free[j] = false;
          x[j] = 0;
        }
      }
    }
  }

  private double[] gradient() {
    double[] residual = target.clone();
    for (int i = 0; i < residual.length; i++) {
      for (int j = 0; j < x.length; j++) {
        residual[i] -= matrix.get(i, j) * x[j];
      }
    }
    double[] gradient = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      for (int i = 0; i < residual.length; i++) {
        gradient[j] += matrix.get(i, j) * residual[i];
      }
    }
    return gradient;
  }

  /** Least squares on the free columns, zero elsewhere. */
  private double[] solveFree() {
    int[] columns = freeColumns();
    double[] full = new double[x.length];
    if (columns.length == 0) {
      return full;
    }
    DMatrixRMaj sub = new DMatrixRMaj(matrix.numRows, columns.length);
    for (int i = 0; i < matrix.numRows; i++) {
      for (int k = 0; k < columns.length; k++) {
        sub.set(i, k, matrix.get(i, columns[k]));
      }
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.pseudoInverse(true);
    DMatrixRMaj solution = new DMatrixRMaj(columns.length, 1);
    solver.setA(sub);
    solver.solve(DMatrixRMaj.wrap(target.length, 1, target.clone()), solution);
    for (int k = 0; k < columns.length; k++) {
      full[columns[k]] = solution.get(k);
    }
    return full;
  }

  private int[] freeColumns() {
    int count = 0;
    int[] columns = new int[free.length];
    for (int j = 0; j < free.length; j++) {
      if (free[j]) {
        columns[count++] = j;
      }
    }
    return Arrays.copyOf(columns, count);
  }
}
