package io.lambdascope.core.linalg;

import java.util.Arrays;
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
    Directions directions = new Directions(normalized(norms));
    double[] values = directions.solve(triangle);
    double[] inverse = directions.inverse();
    double[] inflation = new double[unknowns];
    for (int j = 0; j < unknowns; j++) {
      boolean determined = norms[j] > 0 && directions.outside(j) <= NULL_SPACE_SHARE;
      inflation[j] = determined ? inverse[j * unknowns + j] : Double.POSITIVE_INFINITY;
      values[j] = norms[j] > 0 ? values[j] / norms[j] : 0;
    }
    for (int i = 0; i < unknowns; i++) {
      for (int j = 0; j < unknowns; j++) {
        boolean both = norms[i] > 0 && norms[j] > 0;
        inverse[i * unknowns + j] = both ? inverse[i * unknowns + j] / norms[i] / norms[j] : 0;
      }
    }
    boolean complete = directions.rank == nonZero(norms) && directions.rank > 0;
    return new Solution(
        values,
        directions.rank,
        complete ? directions.conditionNumber() : Double.POSITIVE_INFINITY,
        inflation,
        inverse);
  }

  /** The singular directions of the normalized triangle that are not rounding. */
  private static final class Directions {
    private final DMatrixRMaj left;
    private final DMatrixRMaj right;
    private final double[] singular;
    private final double floor;
    private final int rank;

    Directions(DMatrixRMaj matrix) {
      SingularValueDecomposition_F64<DMatrixRMaj> svd =
          DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, true, true, true);
      if (!svd.decompose(matrix)) {
        throw new ArithmeticException("singular value decomposition did not converge");
      }
      this.left = svd.getU(null, false);
      this.right = svd.getV(null, false);
      this.singular = Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
      double largest = Arrays.stream(singular).max().orElse(0);
      this.floor = 100 * matrix.numCols * EPSILON * largest;
      this.rank = (int) Arrays.stream(singular).filter(s -> s > floor).count();
    }

    /** The last column of the triangle in terms of the others, which are normalized. */
    double[] solve(DMatrixRMaj triangle) {
      double[] values = new double[right.numRows];
      for (int k = 0; k < singular.length; k++) {
        double coordinate = 0;
        for (int i = 0; i < left.numRows; i++) {
          coordinate += left.get(i, k) * triangle.get(i, triangle.numCols - 1);
        }
        for (int j = 0; j < values.length; j++) {
          values[j] += singular[k] > floor ? right.get(j, k) * (coordinate / singular[k]) : 0;
        }
      }
      return values;
    }

    /** The pseudo-inverse of the normalized Gram matrix. */
    double[] inverse() {
      int size = right.numRows;
      double[] inverse = new double[size * size];
      for (int k = 0; k < singular.length; k++) {
        for (int i = 0; i < inverse.length && singular[k] > floor; i++) {
          double both = right.get(i / size, k) / singular[k] * right.get(i % size, k);
          inverse[i] += both / singular[k];
        }
      }
      return inverse;
    }

    /** The share of column j's unit norm that no direction has. */
    double outside(int j) {
      double outside = 1;
      for (int k = 0; k < singular.length; k++) {
        outside -= singular[k] > floor ? right.get(j, k) * right.get(j, k) : 0;
      }
      return outside;
    }

    double conditionNumber() {
      double largest = Arrays.stream(singular).max().orElse(0);
      double smallest = Arrays.stream(singular).filter(s -> s > floor).min().orElse(0);
      return largest / smallest * (largest / smallest);
    }
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
