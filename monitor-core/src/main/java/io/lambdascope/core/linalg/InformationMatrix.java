package io.lambdascope.core.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/**
 * Products of r × r matrices, row-major, and the steps of an information filter, without
 * allocating.
 *
 * <p>Mutable workspace, for one thread. O(r³) each.
 */
public final class InformationMatrix {

  private final int size;
  private final DMatrixRMaj root;
  private final DMatrixRMaj left;
  private final DMatrixRMaj result;
  // Of callers' arrays, for the length of a call.
  private final DMatrixRMaj firstView;
  private final DMatrixRMaj secondView;
  private final DMatrixRMaj productView;
  private final CholeskyDecompositionInner_DDRM cholesky =
      new CholeskyDecompositionInner_DDRM(true);
  private final double[] column;

  /** For r = {@code size}. */
  public InformationMatrix(int size) {
    this.size = size;
    this.root = new DMatrixRMaj(size, size);
    this.left = new DMatrixRMaj(size, size);
    this.result = new DMatrixRMaj(size, size);
    this.firstView = new DMatrixRMaj(size, size);
    this.secondView = new DMatrixRMaj(size, size);
    this.productView = new DMatrixRMaj(size, size);
    this.column = new double[size];
    this.cholesky.setExpectedMaxSize(size, size);
  }

  /**
   * Y ← (Y⁻¹ + diag(growth))⁻¹, the information left when the variances grow; also for a singular
   * Y, as Y − YG(I + GYG)⁻¹GY with G² = diag(growth).
   *
   * @param information Y, symmetric positive semi-definite; replaced
   * @param growth not negative
   */
  public void loosen(double[] information, double[] growth) {
    for (int i = 0; i < size; i++) {
      double g = Math.sqrt(growth[i]);
      for (int j = 0; j < size; j++) {
        double scaled = g * information[i * size + j];
        left.data[i * size + j] = scaled;
        root.data[i * size + j] = scaled * Math.sqrt(growth[j]);
      }
      root.data[i * size + i] += 1;
    }
    if (!cholesky.decompose(root)) {
      throw new ArithmeticException("I + GYG is positive definite, and yet has no Cholesky factor");
    }
    // Y − WᵀW with W = L⁻¹GY, column by column of GY.
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        column[i] = left.data[i * size + j];
      }
      TriangularSolver_DDRM.solveL(root.data, column, size);
      for (int i = 0; i < size; i++) {
        left.data[i * size + j] = column[i];
      }
    }
    CommonOps_DDRM.multInner(left, result);
    for (int i = 0; i < information.length; i++) {
      information[i] -= result.data[i];
    }
  }

  /**
   * The product of two matrices.
   *
   * @param product where it goes; neither factor
   */
  public void multiply(double[] first, double[] second, double[] product) {
    firstView.setData(first);
    secondView.setData(second);
    productView.setData(product);
    CommonOps_DDRM.mult(firstView, secondView, productView);
  }

  /**
   * The congruence F·S·Fᵀ of a symmetric S.
   *
   * @param product where it goes; neither factor
   * @param work r × r, overwritten
   */
  public void congruence(double[] factor, double[] symmetric, double[] product, double[] work) {
    multiply(factor, symmetric, work);
    // Half of it: the library's products do not know that the result is symmetric.
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < size; k++) {
          sum += work[i * size + k] * factor[j * size + k];
        }
        product[i * size + j] = sum;
        product[j * size + i] = sum;
      }
    }
  }
}
