package io.lambdascope.core.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The symmetric matrix Λ that minimizes ‖ΛΘ − B‖_F, of least Frobenius norm among several.
 *
 * <p>With the singular value decomposition Θ = USWᵀ and B̃ = UᵀBW the unknowns part: in the basis U
 * each Λ̃_ij = (s_j B̃_ij + s_i B̃_ji)/(s_i² + s_j²) is a regression on its own. Where s_i = s_j =
 * 0 nothing is known and Λ̃_ij = 0; rotations keep the Frobenius norm, so this is its least value.
 * The p(p+1)/2 columns are never formed and Θ is not squared: the error grows with cond(Θ).
 *
 * <p>The same solution is that of minimum norm in the coordinates (Λ_ii, √2·Λ_ij), which are an
 * orthonormal basis of the symmetric matrices. In the coordinates (Λ_ii, Λ_ij) a pseudo-inverse
 * would count entries off the diagonal once in place of twice, and find another matrix.
 *
 * <p>Singular values below max(p, m)·ε times the largest count as zero. Cost O(p²m) for p ≤ m,
 * O(pm² + p²m) else; memory O(p² + pm). Immutable after construction.
 *
 * <p>Reference: N. J. Higham, The symmetric Procrustes problem, BIT 28 (1988).
 */
public final class SymmetricProcrustes {

  private static final double EPSILON = Math.ulp(1.0);

  /** An entry is told to be unknown when more of it than this is; rounding leaves 1e-16. */
  private static final double NULL_SPACE_SHARE = 1e-8;

  private final int size;
  private final int rank;
  private final double[] singular;

  /** Left singular vectors to non-zero singular values, p × rank. */
  private final DMatrixRMaj basis;

  private final double[] solution;

  /** s_i of Θ's rows: the squared norms of the rows, Σ_k θ_ki². */
  private final double[] rowEnergy;

  /**
   * Solves.
   *
   * @param theta Θ, p × m, row-major, entries of such size that their squares neither overflow nor
   *     all vanish
   * @param target B, likewise
   * @param size p, at least 1
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public SymmetricProcrustes(double[] theta, double[] target, int size) {
    if (size < 1 || theta.length % size != 0 || theta.length != target.length || theta.length < 1) {
      throw new IllegalArgumentException(
          "theta and target must both be %d × m, they have %d and %d entries"
              .formatted(size, theta.length, target.length));
    }
    this.size = size;
    int columns = theta.length / size;
    DMatrixRMaj left = DMatrixRMaj.wrap(size, columns, theta.clone());
    this.rowEnergy = new double[size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < columns; k++) {
        rowEnergy[i] += left.get(i, k) * left.get(i, k);
      }
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(size, columns, true, true, /* compact= */ true);
    if (!svd.decompose(left)) {
      throw new ArithmeticException("singular value decomposition did not converge");
    }
    DMatrixRMaj u = svd.getU(null, false);
    DMatrixRMaj w = svd.getV(null, false);
    int values = svd.numberOfSingularValues();
    double[] sorted = svd.getSingularValues().clone();
    SingularOps_DDRM.descendingOrder(u, false, sorted, values, w, false);
    int resolved = 0;
    double floor = Math.max(size, columns) * EPSILON * sorted[0];
    while (resolved < values && sorted[resolved] > floor) {
      resolved++;
    }
    this.rank = resolved;
    this.singular = Arrays.copyOf(sorted, rank);
    this.basis = rank == 0 ? new DMatrixRMaj(size, 0) : CommonOps_DDRM.extract(u, 0, size, 0, rank);
    this.solution =
        rank == 0
            ? new double[size * size]
            : solve(
                DMatrixRMaj.wrap(size, columns, target.clone()),
                CommonOps_DDRM.extract(w, 0, columns, 0, rank));
  }

  /** Λ = U_r M U_rᵀ + C U_rᵀ + (C U_rᵀ)ᵀ, C the part of B W_r S_r⁻¹ outside the span of U_r. */
  private double[] solve(DMatrixRMaj target, DMatrixRMaj right) {
    DMatrixRMaj rotated = new DMatrixRMaj(size, rank);
    CommonOps_DDRM.mult(target, right, rotated);
    DMatrixRMaj inner = new DMatrixRMaj(rank, rank);
    CommonOps_DDRM.multTransA(basis, rotated, inner);

    // Outside: (I − U_rU_rᵀ) B W_r, then divided by the singular values.
    DMatrixRMaj half = rotated.copy();
    CommonOps_DDRM.multAdd(-1, basis, inner, half);
    CommonOps_DDRM.divideCols(half, singular);
    // Inside, halved, so that adding the transpose of the whole completes both parts.
    DMatrixRMaj within = new DMatrixRMaj(rank, rank);
    for (int i = 0; i < rank; i++) {
      for (int j = 0; j < rank; j++) {
        double sum = singular[j] * inner.get(i, j) + singular[i] * inner.get(j, i);
        within.set(i, j, 0.5 * sum * pairFactor(i, j));
      }
    }
    CommonOps_DDRM.multAdd(basis, within, half);

    DMatrixRMaj product = new DMatrixRMaj(size, size);
    CommonOps_DDRM.multTransB(half, basis, product);
    double[] symmetric = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        symmetric[i * size + j] = product.get(i, j) + product.get(j, i);
      }
    }
    return symmetric;
  }

  /** 1/(s_i² + s_j²): also the variance of Λ̃_ij, i ≠ j, for independent errors of variance 1. */
  private double pairFactor(int i, int j) {
    return 1 / (singular[i] * singular[i] + singular[j] * singular[j]);
  }

  /** Λ, row-major. */
  public double[] solution() {
    return solution.clone();
  }

  /** How many of the p(p+1)/2 unknowns the equations determine. */
  public int rank() {
    return (size * (size + 1) - (size - rank) * (size - rank + 1)) / 2;
  }

  /**
   * The condition number of the Gram matrix in the coordinates (Λ_ii, √2·Λ_ij): the square of the
   * ratio of the extreme singular values of Θ. Infinite when an unknown is not determined.
   */
  public double conditionNumber() {
    if (rank < size) {
      return Double.POSITIVE_INFINITY;
    }
    double ratio = singular[0] / singular[rank - 1];
    return ratio * ratio;
  }

  /** The variance of Λ_ab for independent errors of variance 1 in B; infinite if not determined. */
  public double variance(int a, int b) {
    double outsideA = outside(a);
    double outsideB = outside(b);
    if (outsideA * outsideB > NULL_SPACE_SHARE) {
      return Double.POSITIVE_INFINITY;
    }
    double variance = 0;
    for (int i = 0; i < rank; i++) {
      double ai = basis.get(a, i);
      double bi = basis.get(b, i);
      for (int j = 0; j < rank; j++) {
        double aj = basis.get(a, j);
        double bj = basis.get(b, j);
        // A diagonal unknown has one equation of its own in place of two.
        double factor = i == j ? ai * ai * bi * bi * 2 : ai * ai * bj * bj + ai * bi * aj * bj;
        variance += factor * pairFactor(i, j);
      }
      // One of a and b may lie outside, the other does not; nor do they then mix.
      double around = ai * ai * outsideB + bi * bi * outsideA;
      variance += around / (singular[i] * singular[i]);
    }
    return variance;
  }

  /**
   * The variance of Λ_ab against what it would be were Λ_ab the only unknown: 1 when no other
   * unknown is confounded with it, infinite when it is not determined.
   */
  public double varianceInflation(int a, int b) {
    double alone = a == b ? rowEnergy[a] : rowEnergy[a] + rowEnergy[b];
    double variance = variance(a, b);
    return alone == 0 ? Double.POSITIVE_INFINITY : variance * alone;
  }

  /** (I − U_rU_rᵀ)_aa: how much of the axis a no endpoint reaches. */
  private double outside(int a) {
    double outside = 1;
    for (int i = 0; i < rank; i++) {
      outside -= basis.get(a, i) * basis.get(a, i);
    }
    return Math.max(outside, 0);
  }
}
