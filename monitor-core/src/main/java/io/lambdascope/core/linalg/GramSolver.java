package io.lambdascope.core.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * Solves A x = b for one Gram matrix after the other, without allocating while its non-zero columns
 * are well apart.
 *
 * <p>The columns are scaled to unit norm (App. G.1 of arXiv 2605.05436) and the correlation matrix
 * factored by Cholesky. Where a pivot falls below {@link #SAFE_PIVOT}, {@link NormalizedGram} takes
 * over, with its rank and its solutions of minimum norm; zero columns count as absent in both.
 *
 * <p>Mutable, for one thread. O(r³) a factorization, O(r²) a solution.
 */
public final class GramSolver {

  /**
   * Smallest squared pivot with which Cholesky is trusted. A pivot below it may hide an eigenvalue
   * within rounding of zero: for r columns the smallest eigenvalue can be 4^r times smaller than
   * the smallest pivot (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 8.3).
   */
  private static final double SAFE_PIVOT = 1e-10;

  private final int size;
  private final double[] scale;
  private final DMatrixRMaj factor;
  private final CholeskyDecompositionInner_DDRM cholesky =
      new CholeskyDecompositionInner_DDRM(true);
  private final double[] lowerInverse;
  private int rank;
  private @Nullable NormalizedGram spectral;

  /** For matrices of {@code size} columns; as of a zero matrix until the first factorization. */
  public GramSolver(int size) {
    this.size = size;
    this.scale = new double[size];
    this.factor = new DMatrixRMaj(size, size);
    this.lowerInverse = new double[size * size];
    this.cholesky.setExpectedMaxSize(size, size);
  }

  /** Takes A, symmetric positive semi-definite, row-major; only read. */
  public void factor(double[] gram) {
    rank = 0;
    for (int j = 0; j < size; j++) {
      scale[j] = Math.sqrt(Math.max(gram[j * size + j], 0));
      rank += scale[j] > 0 ? 1 : 0;
    }
    double[] correlation = factor.data;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        double bothScales = scale[i] * scale[j];
        correlation[i * size + j] =
            bothScales > 0 ? 0.5 * (gram[i * size + j] + gram[j * size + i]) / bothScales : 0;
        correlation[j * size + i] = correlation[i * size + j];
      }
      // The identity in the place of a zero column leaves the others alone.
      correlation[i * size + i] = 1;
    }
    spectral = null;
    if (!cholesky.decompose(factor) || smallestSquaredPivot() < SAFE_PIVOT) {
      spectral = new NormalizedGram(gram, size);
      rank = spectral.rank();
    }
  }

  private double smallestSquaredPivot() {
    double smallest = 1;
    for (int j = 0; j < size; j++) {
      double pivot = factor.data[j * size + j];
      smallest = Math.min(smallest, pivot * pivot);
    }
    return smallest;
  }

  /** How many directions the columns span; see {@link NormalizedGram#rank}. */
  public int rank() {
    return rank;
  }

  /**
   * Solves A x = rhs in the least-squares sense, of minimum norm in the normalized basis.
   *
   * @param solution where x goes; may be {@code rhs} itself
   */
  public void solve(double[] rhs, double[] solution) {
    if (spectral != null) {
      System.arraycopy(spectral.solve(rhs), 0, solution, 0, size);
      return;
    }
    for (int j = 0; j < size; j++) {
      solution[j] = scale[j] > 0 ? rhs[j] / scale[j] : 0;
    }
    TriangularSolver_DDRM.solveL(factor.data, solution, size);
    TriangularSolver_DDRM.solveTranL(factor.data, solution, size);
    for (int j = 0; j < size; j++) {
      solution[j] = scale[j] > 0 ? solution[j] / scale[j] : 0;
    }
  }

  /**
   * The pseudo-inverse of A.
   *
   * @param inverse where it goes, row-major
   */
  public void inverse(double[] inverse) {
    if (spectral != null) {
      System.arraycopy(spectral.inverse(), 0, inverse, 0, inverse.length);
      return;
    }
    // C⁻¹ = L⁻ᵀL⁻¹, half of it.
    TriangularSolver_DDRM.invertLower(factor.data, lowerInverse, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = i; k < size; k++) {
          sum += lowerInverse[k * size + i] * lowerInverse[k * size + j];
        }
        boolean absent = scale[i] == 0 || scale[j] == 0;
        double entry = absent ? 0 : sum / scale[i] / scale[j];
        inverse[i * size + j] = entry;
        inverse[j * size + i] = entry;
      }
    }
  }
}
