package io.lambdascope.core.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Least squares ‖Φx − b‖² over blocks of equations given one after the other, by an orthogonal
 * triangularization that is updated with each block.
 *
 * <p>Only the triangle [R d] of Φ = QR, d = Qᵀb is kept, (r+1)². Unlike the Gram matrix it does not
 * square the condition number. Solutions are found with columns of unit norm and mapped back (App.
 * G.1 of arXiv 2605.05436), by the singular values of the normalized R: directions below 100·r·ε
 * times the largest, what is left of rounding after many updates, are treated as absent and the
 * solution is the one of minimum norm in the normalized basis.
 *
 * <p>Cost O(n r²) for a block of n equations. Mutable, one thread.
 */
public final class StackedLeastSquares {

  private static final double EPSILON = Math.ulp(1.0);

  /** As in {@link NormalizedGram}. */
  private static final double NULL_SPACE_SHARE = 1e-8;

  private final int unknowns;
  private DMatrixRMaj triangle;

  /**
   * Starts without equations.
   *
   * @param unknowns r, at least 1
   */
  public StackedLeastSquares(int unknowns) {
    this.unknowns = unknowns;
    this.triangle = new DMatrixRMaj(0, unknowns + 1);
  }

  /**
   * Adds equations.
   *
   * @param columns r columns of n entries, of such size that sums of squares neither overflow nor
   *     vanish
   * @param target n entries
   */
  public void add(double[][] columns, double[] target) {
    DMatrixRMaj stacked = new DMatrixRMaj(triangle.numRows + target.length, unknowns + 1);
    CommonOps_DDRM.insert(triangle, stacked, 0, 0);
    for (int i = 0; i < target.length; i++) {
      int row = triangle.numRows + i;
      for (int j = 0; j < unknowns; j++) {
        stacked.set(row, j, columns[j][i]);
      }
      stacked.set(row, unknowns, target[i]);
    }
    QRDecomposition<DMatrixRMaj> qr =
        DecompositionFactory_DDRM.qr(stacked.numRows, stacked.numCols);
    // False tells of a column that is zero from the diagonal down; it is skipped and R is right.
    boolean unused = qr.decompose(stacked);
    triangle = qr.getR(null, /* compact= */ true);
  }

  /** The solution of what was added. */
  public Solution solve() {
    double[] norms = columnNorms();
    DMatrixRMaj normalized = normalized(norms);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(normalized.numRows, unknowns, true, true, true);
    if (!svd.decompose(normalized)) {
      throw new ArithmeticException("singular value decomposition did not converge");
    }
    DMatrixRMaj u = svd.getU(null, false);
    DMatrixRMaj v = svd.getV(null, false);
    double[] s = svd.getSingularValues();
    int count = svd.numberOfSingularValues();
    double largest = 0;
    for (int k = 0; k < count; k++) {
      largest = Math.max(largest, s[k]);
    }
    double floor = 100 * unknowns * EPSILON * largest;
    double smallest = Double.POSITIVE_INFINITY;
    int rank = 0;
    double[] values = new double[unknowns];
    double[] inverse = new double[unknowns * unknowns];
    for (int k = 0; k < count; k++) {
      if (!(s[k] > floor)) {
        continue;
      }
      rank++;
      smallest = Math.min(smallest, s[k]);
      double coordinate = 0;
      for (int i = 0; i < normalized.numRows; i++) {
        coordinate += u.get(i, k) * triangle.get(i, unknowns);
      }
      for (int i = 0; i < unknowns; i++) {
        values[i] += v.get(i, k) * (coordinate / s[k]);
        for (int j = 0; j < unknowns; j++) {
          inverse[i * unknowns + j] += (v.get(i, k) / s[k]) * (v.get(j, k) / s[k]);
        }
      }
    }
    double[] inflation = new double[unknowns];
    for (int j = 0; j < unknowns; j++) {
      double inSpan = 0;
      for (int k = 0; k < count; k++) {
        inSpan += s[k] > floor ? v.get(j, k) * v.get(j, k) : 0;
      }
      boolean determined = norms[j] > 0 && 1 - inSpan <= NULL_SPACE_SHARE;
      inflation[j] = determined ? inverse[j * unknowns + j] : Double.POSITIVE_INFINITY;
      values[j] = norms[j] > 0 ? values[j] / norms[j] : 0;
    }
    for (int i = 0; i < unknowns; i++) {
      for (int j = 0; j < unknowns; j++) {
        boolean both = norms[i] > 0 && norms[j] > 0;
        inverse[i * unknowns + j] = both ? inverse[i * unknowns + j] / norms[i] / norms[j] : 0;
      }
    }
    double ratio = largest / smallest;
    return new Solution(
        values,
        rank,
        rank < nonZero(norms) || rank == 0 ? Double.POSITIVE_INFINITY : ratio * ratio,
        inflation,
        inverse);
  }

  /** The solution with all coefficients at or above zero. */
  public double[] solveNonNegative() {
    double[] norms = columnNorms();
    double[] target = new double[Math.min(triangle.numRows, unknowns)];
    for (int i = 0; i < target.length; i++) {
      target[i] = triangle.get(i, unknowns);
    }
    double[] solution = NonNegativeLeastSquares.solve(normalized(norms), target);
    for (int j = 0; j < unknowns; j++) {
      solution[j] = norms[j] > 0 ? solution[j] / norms[j] : 0;
    }
    return solution;
  }

  private static int nonZero(double[] norms) {
    int count = 0;
    for (double norm : norms) {
      count += norm > 0 ? 1 : 0;
    }
    return count;
  }

  private double[] columnNorms() {
    double[] norms = new double[unknowns];
    for (int j = 0; j < unknowns; j++) {
      double squares = 0;
      for (int i = 0; i < Math.min(triangle.numRows, unknowns); i++) {
        squares += triangle.get(i, j) * triangle.get(i, j);
      }
      norms[j] = Math.sqrt(squares);
    }
    return norms;
  }

  /** R with columns of unit norm; what is below row r holds only the residual of b. */
  private DMatrixRMaj normalized(double[] norms) {
    int rows = Math.min(triangle.numRows, unknowns);
    DMatrixRMaj normalized = new DMatrixRMaj(rows, unknowns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < unknowns; j++) {
        normalized.set(i, j, norms[j] > 0 ? triangle.get(i, j) / norms[j] : 0);
      }
    }
    return normalized;
  }

  /**
   * A solution.
   *
   * @param values x
   * @param rank how many directions the columns span
   * @param conditionNumber of the normalized Gram matrix over its non-zero columns, infinite for
   *     dependent ones or none
   * @param varianceInflation of each coefficient, as {@link NormalizedGram#varianceInflation}
   * @param inverseGram the pseudo-inverse of ΦᵀΦ through the normalized basis, row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // internal; made here and read once
  public record Solution(
      double[] values,
      int rank,
      double conditionNumber,
      double[] varianceInflation,
      double[] inverseGram) {}
}
