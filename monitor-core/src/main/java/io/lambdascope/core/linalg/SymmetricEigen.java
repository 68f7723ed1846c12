package io.lambdascope.core.linalg;

import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The eigenvalue decomposition A = VSVᵀ of a symmetric matrix, and functions of the matrix through
 * it.
 *
 * <p>Eigenvalues are good to a few ε·‖A‖, those near zero included. Cost O(p³). Immutable after
 * construction.
 */
public final class SymmetricEigen {

  private final int size;
  private final double[] eigenvalues;
  private final double[][] eigenvectors;

  /**
   * Decomposes a matrix; of one that is not symmetric, (A + Aᵀ)/2.
   *
   * @param matrix p × p, row-major; only read
   * @param size p, at least 1
   * @throws IllegalArgumentException when the sizes do not agree or an entry is not finite
   */
  public SymmetricEigen(double[] matrix, int size) {
    if (size < 1 || matrix.length != size * size) {
      throw new IllegalArgumentException(
          "a matrix of size %d has that squared entries and size at least 1; there are %d"
              .formatted(size, matrix.length));
    }
    this.size = size;
    int exponent = PowerOfTwo.above(matrix);
    DMatrixRMaj scaled = new DMatrixRMaj(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double sum =
            Math.scalb(matrix[i * size + j], -exponent - 1)
                + Math.scalb(matrix[j * size + i], -exponent - 1);
        scaled.set(i, j, sum);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(size, /* computeVectors= */ true, /* isSymmetric= */ true);
    if (!eigen.decompose(scaled)) {
      throw new ArithmeticException("symmetric eigenvalue decomposition did not converge");
    }
    this.eigenvalues = new double[size];
    this.eigenvectors = new double[size][];
    for (int k = 0; k < size; k++) {
      eigenvalues[k] = Math.scalb(eigen.getEigenvalue(k).getReal(), exponent);
      eigenvectors[k] = eigen.getEigenVector(k).getData();
    }
  }

  /** The eigenvalues, in no order but that of {@link #coordinates}. */
  public double[] eigenvalues() {
    return eigenvalues.clone();
  }

  /** Vᵀx: the vector in the basis of the eigenvectors. */
  public double[] coordinates(double[] x) {
    double[] coordinates = new double[size];
    for (int k = 0; k < size; k++) {
      for (int i = 0; i < size; i++) {
        coordinates[k] += eigenvectors[k][i] * x[i];
      }
    }
    return coordinates;
  }

  /** V f(S) Vᵀ, exactly symmetric, row-major. */
  public double[] map(DoubleUnaryOperator f) {
    double[] result = new double[size * size];
    for (int k = 0; k < size; k++) {
      double value = f.applyAsDouble(eigenvalues[k]);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          // The product of the eigenvector first: it is the same for (i, j) and (j, i).
          result[i * size + j] += value * (eigenvectors[k][i] * eigenvectors[k][j]);
        }
      }
    }
    return result;
  }
}
