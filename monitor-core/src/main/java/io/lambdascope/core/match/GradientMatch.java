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
   * The share of a column's energy below which nothing is left of it once the nuisance columns are
   * partialled out. Gradients of float32 networks are good to about 1e-6 of their norm; a remainder
   * of 1e-4 of the norm would be good to one part in a hundred.
   */
  private static final double NUISANCE_FLOOR = 1e-8;

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

  /**
   * The statistics of an observation from the products of all its columns, with nuisance columns
   * partialled out: as if they stood in the regression with coefficients of their own, free at each
   * observation (Frisch and Waugh, Econometrica 1, 1933). Each takes one equation.
   *
   * @param iteration as in the constructor
   * @param equations p, before the nuisance columns take theirs
   * @param products [Φ b N]ᵀ[Φ b N], symmetric, row-major, with r regularizer columns Φ, the
   *     deviation b, and any number of nuisance columns N
   * @param regularizers r, at least 1
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static GradientMatch ofProducts(
      long iteration, long equations, double[] products, int regularizers) {
    int columns = (int) Math.round(Math.sqrt(products.length));
    int nuisance = columns - regularizers - 1;
    if (columns * columns != products.length || regularizers < 1 || nuisance < 0) {
      throw new IllegalArgumentException(
          "products must be square with a row for each of %d regularizers and one for the deviation;"
                  .formatted(regularizers)
              + " it has %d entries".formatted(products.length));
    }
    double[] partial = products.clone();
    for (int k = columns - 1; k > regularizers; k--) {
      partialOut(partial, columns, k);
    }
    double[] gram = new double[regularizers * regularizers];
    double[] cross = new double[regularizers];
    for (int i = 0; i < regularizers; i++) {
      // What is left of a column that lay in the nuisance directions is rounding: no column.
      boolean gone = partial[i * columns + i] <= NUISANCE_FLOOR * products[i * columns + i];
      for (int j = 0; j < regularizers; j++) {
        boolean otherGone = partial[j * columns + j] <= NUISANCE_FLOOR * products[j * columns + j];
        gram[i * regularizers + j] = gone || otherGone ? 0 : partial[i * columns + j];
      }
      cross[i] = gone ? 0 : partial[i * columns + regularizers];
    }
    double energy = Math.max(partial[regularizers * columns + regularizers], 0);
    return new GradientMatch(iteration, equations - nuisance, gram, cross, energy);
  }

  /** Replaces all products by those of the residuals on column k. */
  private static void partialOut(double[] products, int columns, int k) {
    double pivot = products[k * columns + k];
    if (!(pivot > 0)) {
      return;
    }
    for (int i = 0; i < k; i++) {
      double slope = products[i * columns + k] / pivot;
      for (int j = 0; j < k; j++) {
        products[i * columns + j] -= slope * products[k * columns + j];
      }
    }
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
    return Double.isFinite(energy) && isFinite(gram) && isFinite(cross);
  }

  /** A loop and no stream: this runs at every observation, which else need not allocate. */
  private static boolean isFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
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
