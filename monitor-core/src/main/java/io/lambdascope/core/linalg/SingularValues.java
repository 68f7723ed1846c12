package io.lambdascope.core.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The compact singular value decomposition W = UΣVᵀ of an m × n matrix, and matrices with the same
 * singular vectors and other values.
 *
 * <p>Singular values are good to a few ε·‖W‖, those near zero included, because the matrix itself
 * is decomposed and not its Gram matrix. Cost O(m·n·min(m, n)). Immutable after construction.
 */
public final class SingularValues {

  private final int rows;
  private final int columns;
  private final double[] values;
  private final DMatrixRMaj left;
  private final DMatrixRMaj rightTransposed;

  /**
   * Decomposes a matrix.
   *
   * @param matrix m × n, row-major; only read
   * @param rows m, at least 1
   * @param columns n, at least 1
   * @throws IllegalArgumentException when the sizes do not agree or an entry is not finite
   */
  public SingularValues(double[] matrix, int rows, int columns) {
    if (rows < 1 || columns < 1 || matrix.length != rows * columns) {
      throw new IllegalArgumentException(
          "a matrix of %d rows and %d columns, at least 1 each, has as many entries as their product; there are %d"
              .formatted(rows, columns, matrix.length));
    }
    this.rows = rows;
    this.columns = columns;
    int exponent = PowerOfTwo.above(matrix);
    DMatrixRMaj scaled = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < matrix.length; i++) {
      scaled.data[i] = Math.scalb(matrix[i], -exponent);
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(
            rows, columns, /* needU= */ true, /* needV= */ true, /* compact= */ true);
    if (!svd.decompose(scaled)) {
      throw new ArithmeticException("singular value decomposition did not converge");
    }
    this.left = svd.getU(null, /* transposed= */ false);
    this.rightTransposed = svd.getV(null, /* transposed= */ true);
    this.values = new double[svd.numberOfSingularValues()];
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.scalb(svd.getSingularValues()[k], exponent);
    }
  }

  /** σ_1 … σ_min(m,n), in no order but that of {@link #withValues}. */
  public double[] values() {
    return values.clone();
  }

  /**
   * U diag(d) Vᵀ, row-major.
   *
   * @param d one for each singular value
   * @throws IllegalArgumentException when there are not as many
   */
  public double[] withValues(double[] d) {
    if (d.length != values.length) {
      throw new IllegalArgumentException(
          "one value is needed for each of %d singular values, there are %d"
              .formatted(values.length, d.length));
    }
    double[] result = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < d.length; k++) {
        double factor = left.unsafe_get(i, k) * d[k];
        for (int j = 0; j < columns; j++) {
          result[i * columns + j] += factor * rightTransposed.unsafe_get(k, j);
        }
      }
    }
    return result;
  }
}
