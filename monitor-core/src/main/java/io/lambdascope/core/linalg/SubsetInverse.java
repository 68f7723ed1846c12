package io.lambdascope.core.linalg;

import java.util.Arrays;

/**
 * The inverse of a growing principal submatrix M_SS of a symmetric positive semi-definite matrix
 * with unit diagonal, padded with zeros: columns enter one at a time by the sweep operator (Beaton
 * 1964; Goodnight, The American Statistician 33, 1979), O(r²) each.
 *
 * <p>A column within rounding of a combination of those already in S is not taken: it adds nothing
 * to what S spans. Columns never leave, so that errors do not build up; copy to try another way.
 * Mutable, one thread.
 */
public final class SubsetInverse {

  /**
   * A column with less than this share of its energy outside the span of those before it counts as
   * dependent: the pivot's own rounding error, r·1e-16, is then a millionth of it.
   */
  private static final double DEPENDENT = 1e-9;

  private final int size;
  private final double[] swept;
  private final boolean[] members;

  /**
   * With S empty.
   *
   * @param correlation M, size × size, row-major, of unit diagonal (0 for a zero column); copied
   */
  public SubsetInverse(double[] correlation, int size) {
    this.size = size;
    this.swept = correlation.clone();
    this.members = new boolean[size];
  }

  /** Takes the other's S and inverse, without allocating. */
  public void copyFrom(SubsetInverse other) {
    System.arraycopy(other.swept, 0, swept, 0, swept.length);
    System.arraycopy(other.members, 0, members, 0, size);
  }

  /**
   * Takes a column into S.
   *
   * @return false, and nothing changed, when it depends on those already there
   */
  public boolean include(int column) {
    double pivot = swept[column * size + column];
    if (members[column] || !(pivot > DEPENDENT)) {
      return false;
    }
    int pivotRow = column * size;
    for (int j = 0; j < size; j++) {
      swept[pivotRow + j] /= pivot;
    }
    for (int i = 0; i < size; i++) {
      if (i == column) {
        continue;
      }
      double factor = swept[i * size + column];
      for (int j = 0; j < size; j++) {
        swept[i * size + j] -= factor * swept[pivotRow + j];
      }
      swept[i * size + column] = -factor / pivot;
    }
    swept[pivotRow + column] = 1 / pivot;
    members[column] = true;
    return true;
  }

  /** Writes M_SS⁻¹ padded with zeros, size × size, row-major. */
  public void inverse(double[] target) {
    Arrays.fill(target, 0);
    for (int i = 0; i < size; i++) {
      for (int j = 0; members[i] && j < size; j++) {
        target[i * size + j] = members[j] ? swept[i * size + j] : 0;
      }
    }
  }
}
