package io.lambdascope.core.match;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The sufficient statistics of K independent replicates b¹ … b^K of one observation: the same
 * parameters θ, the same Φ, another draw of what is random (two dropout masks, two halves of a
 * probe).
 *
 * <p>With b^i = b* + ξ^i, b* = E[b | θ] the predictable part (App. C of arXiv 2605.05436) and noise
 * ξ^i independent between replicates, E[b^i · b^j] = ‖b*‖² for i ≠ j: products of different
 * replicates have no noise energy in them.
 *
 * <p>Immutable; arrays are copied in and out. Memory O(r² + Kr + K²).
 *
 * @param iteration the training iteration (DL4J's count: the first is 0)
 * @param equations p, the number of scalar equations of one replicate, at least 1
 * @param gram A = ΦᵀΦ, r × r, row-major
 * @param crosses c^i = Φᵀb^i, K × r, row-major: a row for each replicate
 * @param products b^i · b^j, K × K, row-major
 */
public record ReplicatedMatch(
    long iteration, long equations, double[] gram, double[] crosses, double[] products) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when the sizes do not agree or p, r or K is below 1
   */
  public ReplicatedMatch {
    if (equations < 1) {
      throw new IllegalArgumentException("equations must be at least 1, was " + equations);
    }
    int r = root(gram.length);
    int replicates = root(products.length);
    if (r < 1 || r * r != gram.length) {
      throw new IllegalArgumentException(
          "gram must be r × r with r at least 1; it has %d entries".formatted(gram.length));
    }
    if (replicates < 1
        || replicates * replicates != products.length
        || crosses.length != replicates * r) {
      throw new IllegalArgumentException(
          ("products must be K × K and crosses K × r, with K at least 1 and r = %d; they have %d"
                  + " and %d entries")
              .formatted(r, products.length, crosses.length));
    }
    gram = gram.clone();
    crosses = crosses.clone();
    products = products.clone();
  }

  private static int root(int square) {
    return (int) Math.round(Math.sqrt(square));
  }

  /**
   * The statistics from the products of all columns.
   *
   * @param products [Φ b¹ … b^K]ᵀ[Φ b¹ … b^K], symmetric, row-major, with r regularizer columns Φ
   * @param regularizers r, at least 1
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static ReplicatedMatch ofProducts(
      long iteration, long equations, double[] products, int regularizers) {
    int columns = root(products.length);
    int replicates = columns - regularizers;
    if (columns * columns != products.length || regularizers < 1 || replicates < 1) {
      throw new IllegalArgumentException(
          "products must be square with a row for each of %d regularizers and for at least one"
                  .formatted(regularizers)
              + " replicate; it has %d entries".formatted(products.length));
    }
    double[] gram = new double[regularizers * regularizers];
    double[] crosses = new double[replicates * regularizers];
    double[] among = new double[replicates * replicates];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < columns; j++) {
        double product = products[i * columns + j];
        if (i < regularizers && j < regularizers) {
          gram[i * regularizers + j] = product;
        } else if (i >= regularizers && j < regularizers) {
          crosses[(i - regularizers) * regularizers + j] = product;
        } else if (i >= regularizers) {
          among[(i - regularizers) * replicates + j - regularizers] = product;
        }
      }
    }
    return new ReplicatedMatch(iteration, equations, gram, crosses, among);
  }

  /** An observation without replication: K = 1. */
  public static ReplicatedMatch single(GradientMatch match) {
    return new ReplicatedMatch(
        match.iteration(),
        match.equations(),
        match.gram(),
        match.cross(),
        new double[] {match.energy()});
  }

  /** K, the number of replicates. */
  public int replicates() {
    return root(products.length);
  }

  /** r, the number of candidate regularizers. */
  public int regularizers() {
    return crosses.length / replicates();
  }

  @Override
  public double[] gram() {
    return gram.clone();
  }

  @Override
  public double[] crosses() {
    return crosses.clone();
  }

  @Override
  public double[] products() {
    return products.clone();
  }

  /** A_ij. */
  public double gram(int i, int j) {
    return gram[i * regularizers() + j];
  }

  /** c_j of a replicate. */
  public double cross(int replicate, int j) {
    return crosses[replicate * regularizers() + j];
  }

  /** The product of two replicates' deviations. */
  public double product(int one, int other) {
    return products[one * replicates() + other];
  }

  /**
   * One replicate as an observation by itself.
   *
   * @param iteration the number it is to have
   */
  public GradientMatch replicate(int k, long iteration) {
    int r = regularizers();
    return new GradientMatch(
        iteration, equations, gram, Arrays.copyOfRange(crosses, k * r, (k + 1) * r), product(k, k));
  }

  /** The statistics of the replicates' mean deviation, whose noise energy is a K-th of each's. */
  public GradientMatch pooled() {
    int r = regularizers();
    int k = replicates();
    double[] cross = new double[r];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < r; j++) {
        // Divided before the sum, which could overflow where the mean does not.
        cross[j] += crosses[i * r + j] / k;
      }
    }
    double energy = Arrays.stream(products).map(product -> product / k / k).sum();
    // Rounding can take the mean below zero; one replicate's own energy is left as it is.
    return new GradientMatch(
        iteration, equations, gram, cross, k == 1 ? energy : Math.max(energy, 0));
  }

  /**
   * The unbiased estimate of ‖b*‖², the mean product of two different replicates. Noise can take it
   * below zero. Empty for K = 1, where nothing tells noise from signal.
   */
  public OptionalDouble predictableEnergy() {
    int k = replicates();
    if (k == 1) {
      return OptionalDouble.empty();
    }
    double pairs = k * (k - 1.0);
    double mean = 0;
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        mean += i == j ? 0 : products[i * k + j] / pairs;
      }
    }
    return OptionalDouble.of(mean);
  }

  /** True when no entry is NaN or infinite. */
  public boolean isFinite() {
    return Arrays.stream(gram).allMatch(Double::isFinite)
        && Arrays.stream(crosses).allMatch(Double::isFinite)
        && Arrays.stream(products).allMatch(Double::isFinite);
  }

  /**
   * The statistics of both observations' equations together: those of two workers that saw
   * different parts of the same iteration. Exact up to rounding; the iteration is the later one.
   *
   * @throws IllegalArgumentException when the numbers of regularizers or replicates differ
   */
  public ReplicatedMatch merge(ReplicatedMatch other) {
    if (other.regularizers() != regularizers() || other.replicates() != replicates()) {
      throw new IllegalArgumentException(
          "cannot merge %d replicates of %d regularizers with %d of %d"
              .formatted(replicates(), regularizers(), other.replicates(), other.regularizers()));
    }
    return new ReplicatedMatch(
        Math.max(iteration, other.iteration),
        equations + other.equations,
        sum(gram, other.gram),
        sum(crosses, other.crosses),
        sum(products, other.products));
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    Arrays.setAll(sum, i -> sum[i] + b[i]);
    return sum;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ReplicatedMatch m
        && iteration == m.iteration
        && equations == m.equations
        && Arrays.equals(gram, m.gram)
        && Arrays.equals(crosses, m.crosses)
        && Arrays.equals(products, m.products);
  }

  @Override
  public int hashCode() {
    int hash = 31 * Long.hashCode(iteration) + Long.hashCode(equations);
    hash = 31 * hash + Arrays.hashCode(gram);
    return 31 * (31 * hash + Arrays.hashCode(crosses)) + Arrays.hashCode(products);
  }

  @Override
  public String toString() {
    return "ReplicatedMatch[iteration=%d, equations=%d, gram=%s, crosses=%s, products=%s]"
        .formatted(
            iteration,
            equations,
            Arrays.toString(gram),
            Arrays.toString(crosses),
            Arrays.toString(products));
  }
}
