package io.lambdascope.core.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The Gram matrix of regression columns, scaled so that every column has unit norm, with its
 * spectral decomposition.
 *
 * <p>For A = ΦᵀΦ (r × r) and D = diag(√A_jj) it holds C = D⁻¹AD⁻¹ = VSVᵀ. Solutions are computed in
 * the normalized basis and mapped back by D⁻¹ (App. G.1 of arXiv 2605.05436), so that columns of
 * very different sizes lose no accuracy to each other. Directions with an eigenvalue below r·ε
 * times the largest are treated as absent: solutions are those of minimum norm in the normalized
 * basis.
 *
 * <p>Cost O(r³). Immutable after construction.
 */
public final class NormalizedGram {

  /** Unit round-off of a double. */
  private static final double EPSILON = Math.ulp(1.0);

  /**
   * A column is told to be in the null space when at least this share of its unit norm lies there.
   * The share of a column that is not involved is of the size of the rounding errors, 1e-16.
   */
  private static final double NULL_SPACE_SHARE = 1e-8;

  private final int size;
  private final double[] scale;
  private final double[] eigenvalues;
  private final double[][] eigenvectors;
  private final int rank;
  private final double conditionNumber;

  /**
   * Decomposes a Gram matrix.
   *
   * @param gram symmetric positive semi-definite, size × size, row-major; only read
   * @param size number of columns r, at least 1
   */
  public NormalizedGram(double[] gram, int size) {
    this.size = size;
    this.scale = new double[size];
    for (int j = 0; j < size; j++) {
      scale[j] = Math.sqrt(Math.max(gram[j * size + j], 0));
    }
    DMatrixRMaj correlation = new DMatrixRMaj(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double bothScales = scale[i] * scale[j];
        double symmetric = 0.5 * (gram[i * size + j] + gram[j * size + i]);
        correlation.set(i, j, bothScales > 0 ? symmetric / bothScales : 0);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(size, /* computeVectors= */ true, /* isSymmetric= */ true);
    if (!eigen.decompose(correlation)) {
      throw new ArithmeticException("symmetric eigenvalue decomposition did not converge");
    }
    this.eigenvalues = new double[size];
    this.eigenvectors = new double[size][];
    for (int k = 0; k < size; k++) {
      eigenvalues[k] = eigen.getEigenvalue(k).getReal();
      eigenvectors[k] = eigen.getEigenVector(k).getData();
    }

    double largest = 0;
    int nonZeroColumns = 0;
    for (int k = 0; k < size; k++) {
      largest = Math.max(largest, eigenvalues[k]);
      nonZeroColumns += scale[k] > 0 ? 1 : 0;
    }
    // Eigenvalues within rounding of zero are zero.
    double floor = size * EPSILON * largest;
    double smallest = Double.POSITIVE_INFINITY;
    int resolved = 0;
    for (int k = 0; k < size; k++) {
      if (eigenvalues[k] > floor) {
        resolved++;
        smallest = Math.min(smallest, eigenvalues[k]);
      } else {
        eigenvalues[k] = 0;
      }
    }
    this.rank = resolved;
    this.conditionNumber =
        rank == nonZeroColumns && rank > 0 ? largest / smallest : Double.POSITIVE_INFINITY;
  }

  /** How many directions the columns span, those within rounding of dependence not counted. */
  public int rank() {
    return rank;
  }

  /**
   * The condition number λ_max/λ_min of the normalized Gram matrix over its non-zero columns.
   * Infinite when these are linearly dependent to rounding, or when every column is zero.
   */
  public double conditionNumber() {
    return conditionNumber;
  }

  /**
   * The variance inflation of a coefficient, (C⁻¹)_jj = 1/(1 − R_j²) with R_j² that of column j on
   * the others: 1 for an orthogonal column, infinite for a dependent or a zero one.
   */
  public double varianceInflation(int column) {
    if (scale[column] == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double inflation = 0;
    double nullShare = 0;
    for (int k = 0; k < size; k++) {
      double v = eigenvectors[k][column];
      if (eigenvalues[k] > 0) {
        inflation += v * v / eigenvalues[k];
      } else {
        nullShare += v * v;
      }
    }
    return nullShare > NULL_SPACE_SHARE ? Double.POSITIVE_INFINITY : inflation;
  }

  /** Solves A x = rhs in the least-squares sense, of minimum norm in the normalized basis. */
  public double[] solve(double[] rhs) {
    double[] x = new double[size];
    for (int k = 0; k < size; k++) {
      if (eigenvalues[k] == 0) {
        continue;
      }
      double projection = 0;
      for (int i = 0; i < size; i++) {
        projection += scale[i] > 0 ? eigenvectors[k][i] * (rhs[i] / scale[i]) : 0;
      }
      double coordinate = projection / eigenvalues[k];
      for (int j = 0; j < size; j++) {
        x[j] += eigenvectors[k][j] * coordinate;
      }
    }
    for (int j = 0; j < size; j++) {
      x[j] = scale[j] > 0 ? x[j] / scale[j] : 0;
    }
    return x;
  }

  /** The sandwich A⁻¹ · meat · A⁻¹ (pseudo-inverse where A is singular), row-major. */
  public double[] sandwich(double[] meat) {
    double[] half = new double[size * size];
    double[] column = new double[size];
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        column[i] = meat[i * size + j];
      }
      double[] solved = solve(column);
      for (int i = 0; i < size; i++) {
        half[i * size + j] = solved[i];
      }
    }
    double[] full = new double[size * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(half, i * size, column, 0, size);
      double[] solved = solve(column);
      System.arraycopy(solved, 0, full, i * size, size);
    }
    return full;
  }

  /** The pseudo-inverse of A, row-major. */
  public double[] inverse() {
    double[] inverse = new double[size * size];
    double[] unit = new double[size];
    for (int j = 0; j < size; j++) {
      unit[j] = 1;
      double[] column = solve(unit);
      for (int i = 0; i < size; i++) {
        inverse[i * size + j] = column[i];
      }
      unit[j] = 0;
    }
    return inverse;
  }
}
