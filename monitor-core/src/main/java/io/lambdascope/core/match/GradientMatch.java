package io.lambdascope.core.match;

import java.util.Arrays;

/**
 * The sufficient statistics of one observation b = ΦΛ + ξ of the trajectory regression (Eq. 4 and
 * App. C of arXiv 2605.05436): everything that leaves the device where the parameters live.
 *
 * <p>b ∈ R^p is the deviation of the observed update from its reference in units of a gradient, Φ ∈
 * R^{p×r} has the gradients of the r candidate regularizers as columns.
 *
 * <p>Immutable; arrays are copied in and out. Memory O(r²).
 *
 * @param iteration the training iteration (DL4J's count: the first is 0)
 * @param equations p, the number of scalar equations, at least 1
 * @param gram A = ΦᵀΦ, r × r, row-major
 * @param cross c = Φᵀb, length r
 * @param energy s = bᵀb
 */
public record GradientMatch(
    long iteration, long equations, double[] gram, double[] cross, double energy) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when the sizes do not agree or p or r is below 1
   */
  public GradientMatch {
    if (equations < 1) {
      throw new IllegalArgumentException("equations must be at least 1, was " + equations);
    }
    if (cross.length < 1 || gram.length != cross.length * cross.length) {
      throw new IllegalArgumentException(
          "gram must be r × r for the r = %d of cross, with r at least 1; it has %d entries"
              .formatted(cross.length, gram.length));
    }
    gram = gram.clone();
    cross = cross.clone();
  }

  /** r, the number of candidate regularizers. */
  public int regularizers() {
    return cross.length;
  }

  @Override
  public double[] gram() {
    return gram.clone();
  }

  @Override
  public double[] cross() {
    return cross.clone();
  }

  /** A_ij. */
  public double gram(int i, int j) {
    return gram[i * cross.length + j];
  }

  /** c_j. */
  public double cross(int j) {
    return cross[j];
  }

  /** True when no entry is NaN or infinite. */
  public boolean isFinite() {
    return Double.isFinite(energy)
        && Arrays.stream(gram).allMatch(Double::isFinite)
        && Arrays.stream(cross).allMatch(Double::isFinite);
  }

  /**
   * The statistics of both observations' equations together: those of two workers that saw
   * different parameters or different data at the same iteration. The later iteration is kept.
   *
   * @throws IllegalArgumentException when the numbers of regularizers differ
   */
  public GradientMatch merge(GradientMatch other) {
    if (other.cross.length != cross.length) {
      throw new IllegalArgumentException(
          "cannot merge statistics of %d and of %d regularizers"
              .formatted(cross.length, other.cross.length));
    }
    double[] mergedGram = gram.clone();
    Arrays.setAll(mergedGram, i -> mergedGram[i] + other.gram[i]);
    double[] mergedCross = cross.clone();
    Arrays.setAll(mergedCross, i -> mergedCross[i] + other.cross[i]);
    return new GradientMatch(
        Math.max(iteration, other.iteration),
        equations + other.equations,
        mergedGram,
        mergedCross,
        energy + other.energy);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof GradientMatch m
        && iteration == m.iteration
        && equations == m.equations
        && Double.compare(energy, m.energy) == 0
        && Arrays.equals(gram, m.gram)
        && Arrays.equals(cross, m.cross);
  }

  @Override
  public int hashCode() {
    int hash = 31 * Long.hashCode(iteration) + Long.hashCode(equations);
    return 31 * (31 * hash + Arrays.hashCode(gram)) + Arrays.hashCode(cross);
  }

  @Override
  public String toString() {
    return "GradientMatch[iteration=%d, equations=%d, gram=%s, cross=%s, energy=%s]"
        .formatted(iteration, equations, Arrays.toString(gram), Arrays.toString(cross), energy);
  }
}
