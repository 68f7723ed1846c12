package io.lambdascope.core.estimate;

import java.util.Arrays;

/**
 * Weighted sums over clusters of observations: all that least squares with a cluster-robust
 * covariance needs. They add, so those of two workers, or of two spans of time, can be put
 * together.
 *
 * <p>With weights w_k of observations: M = Σ w_k A_k, Σ w_k² A_k, Σ w_k c_k, Σ w_k s_k, Σ w_k p_k.
 * With u the standardized innovation of a cluster and v_j its weight in column j, the sum of w_k
 * A_k,jj over its observations: Σ u uᵀ, Σ v_j² over all clusters, and Σ v_j², Σ v_j⁴ over those
 * that have an innovation.
 *
 * <p>Mutable, for one thread; no method allocates.
 */
final class ClusterSums {

  final int r;
  final double[] gram;
  final double[] squaredGram;
  final double[] cross;
  final double[] innovationProducts;
  final double[] designSquares;
  final double[] innovationSquares;
  final double[] innovationFourths;
  double energy;
  double equations;
  double weights;
  double squaredWeights;
  long observations;

  /** Of the last observation; says when a window has left it behind. */
  long lastIteration;

  ClusterSums(int regularizers) {
    r = regularizers;
    gram = new double[r * r];
    squaredGram = new double[r * r];
    cross = new double[r];
    innovationProducts = new double[r * r];
    designSquares = new double[r];
    innovationSquares = new double[r];
    innovationFourths = new double[r];
  }

  ClusterSums(State state) {
    this(state.cross().length);
    System.arraycopy(state.gram(), 0, gram, 0, gram.length);
    System.arraycopy(state.squaredGram(), 0, squaredGram, 0, squaredGram.length);
    System.arraycopy(state.cross(), 0, cross, 0, cross.length);
    System.arraycopy(
        state.innovationProducts(), 0, innovationProducts, 0, innovationProducts.length);
    System.arraycopy(state.designSquares(), 0, designSquares, 0, designSquares.length);
    System.arraycopy(state.innovationSquares(), 0, innovationSquares, 0, innovationSquares.length);
    System.arraycopy(state.innovationFourths(), 0, innovationFourths, 0, innovationFourths.length);
    energy = state.energy();
    equations = state.equations();
    weights = state.weights();
    squaredWeights = state.squaredWeights();
    observations = state.observations();
    lastIteration = state.lastIteration();
  }

  /** All sums. */
  record State(
      double[] gram,
      double[] squaredGram,
      double[] cross,
      double[] innovationProducts,
      double[] designSquares,
      double[] innovationSquares,
      double[] innovationFourths,
      double energy,
      double equations,
      double weights,
      double squaredWeights,
      long observations,
      long lastIteration) {

    State {
      int r = cross.length;
      StateSizes.require(r * r, gram.length, squaredGram.length, innovationProducts.length);
      StateSizes.require(
          r, designSquares.length, innovationSquares.length, innovationFourths.length);
    }
  }

  State state() {
    return new State(
        gram.clone(),
        squaredGram.clone(),
        cross.clone(),
        innovationProducts.clone(),
        designSquares.clone(),
        innovationSquares.clone(),
        innovationFourths.clone(),
        energy,
        equations,
        weights,
        squaredWeights,
        observations,
        lastIteration);
  }

  ClusterSums copy() {
    ClusterSums copy = new ClusterSums(r);
    copy.add(this);
    return copy;
  }

  void clear() {
    Arrays.fill(gram, 0);
    Arrays.fill(squaredGram, 0);
    Arrays.fill(cross, 0);
    Arrays.fill(innovationProducts, 0);
    Arrays.fill(designSquares, 0);
    Arrays.fill(innovationSquares, 0);
    Arrays.fill(innovationFourths, 0);
    energy = 0;
    equations = 0;
    weights = 0;
    squaredWeights = 0;
    observations = 0;
    lastIteration = 0;
  }

  boolean isEmpty() {
    return observations == 0;
  }

  /** Adds one observation of weight w; what it tells of the covariance comes with {@link #seal}. */
  void addObservation(long iteration, double[] a, double[] c, double s, long p, double w) {
    double squared = w * w;
    for (int i = 0; i < gram.length; i++) {
      gram[i] += w * a[i];
      squaredGram[i] += squared * a[i];
    }
    for (int j = 0; j < r; j++) {
      cross[j] += w * c[j];
    }
    energy += w * s;
    equations += w * p;
    weights += w;
    squaredWeights += squared;
    observations++;
    lastIteration = iteration;
  }

  /**
   * Closes these sums as one cluster.
   *
   * @param predicted whether it has an innovation
   * @param lambda Λ̂ of the clusters before, read when predicted
   * @param before their sums
   * @param moved what a movement of Λ since then adds to the variance of each innovation
   */
  void seal(boolean predicted, double[] lambda, ClusterSums before, double[] moved) {
    for (int j = 0; j < r; j++) {
      double design = gram[j * r + j] * gram[j * r + j];
      designSquares[j] = design;
      innovationSquares[j] = predicted ? design : 0;
      innovationFourths[j] = predicted ? design * design : 0;
    }
    if (!predicted) {
      Arrays.fill(innovationProducts, 0);
      return;
    }
    for (int i = 0; i < r; i++) {
      double innovation = NormalEquations.score(gram, cross, lambda, i);
      // The diagonal holds the standardized innovation until the products are formed.
      innovationProducts[i * r + i] =
          innovation / Math.sqrt(innovationVariance(i, before, moved[i]));
    }
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < i; j++) {
        double product = innovationProducts[i * r + i] * innovationProducts[j * r + j];
        innovationProducts[i * r + j] = product;
        innovationProducts[j * r + i] = product;
      }
    }
    for (int i = 0; i < r; i++) {
      innovationProducts[i * r + i] *= innovationProducts[i * r + i];
    }
  }

  /** Of innovation i, in multiples of the score's. */
  private double innovationVariance(int i, ClusterSums before, double moved) {
    double weight = before.gram[i * r + i];
    double squared = weight * weight;
    // Beside a cluster of a column 1e75 times as large, the squares of those before are no doubles.
    double ofPrediction = squared >= Double.MIN_NORMAL ? before.designSquares[i] / squared : 0;
    double seen = before.innovationProducts[i * r + i];
    if (moved > 0 && seen > 0 && designSquares[i] > 0) {
      double ofScore = seen / before.innovationSquares[i] * designSquares[i];
      return 1 + ofPrediction + moved / ofScore;
    }
    return 1 + ofPrediction;
  }

  /** Adds all sums of others. */
  void add(ClusterSums other) {
    add(gram, other.gram);
    add(squaredGram, other.squaredGram);
    add(cross, other.cross);
    add(innovationProducts, other.innovationProducts);
    add(designSquares, other.designSquares);
    add(innovationSquares, other.innovationSquares);
    add(innovationFourths, other.innovationFourths);
    energy += other.energy;
    equations += other.equations;
    weights += other.weights;
    squaredWeights += other.squaredWeights;
    observations += other.observations;
    lastIteration = Math.max(lastIteration, other.lastIteration);
  }

  private static void add(double[] sums, double[] others) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += others[i];
    }
  }

  /** Multiplies the weight of every observation. */
  void fade(double factor) {
    double squared = factor * factor;
    multiply(gram, factor);
    multiply(squaredGram, squared);
    multiply(cross, factor);
    multiply(innovationProducts, squared);
    multiply(designSquares, squared);
    multiply(innovationSquares, squared);
    multiply(innovationFourths, squared * squared);
    energy *= factor;
    equations *= factor;
    weights *= factor;
    squaredWeights *= squared;
  }

  private static void multiply(double[] sums, double factor) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] *= factor;
    }
  }

  /**
   * Changes the units: column j is divided by 2^shifts[j], the deviation by 2^shifts[r].
   *
   * @see DyadicScale
   */
  void shift(int[] shifts) {
    int deviation = shifts[r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        int columns = shifts[i] + shifts[j];
        gram[i * r + j] = Math.scalb(gram[i * r + j], -columns);
        squaredGram[i * r + j] = Math.scalb(squaredGram[i * r + j], -columns);
        innovationProducts[i * r + j] =
            Math.scalb(innovationProducts[i * r + j], -columns - 2 * deviation);
      }
      cross[i] = Math.scalb(cross[i], -shifts[i] - deviation);
      designSquares[i] = Math.scalb(designSquares[i], -4 * shifts[i]);
      innovationSquares[i] = Math.scalb(innovationSquares[i], -4 * shifts[i]);
      innovationFourths[i] = Math.scalb(innovationFourths[i], -8 * shifts[i]);
    }
    energy = Math.scalb(energy, -2 * deviation);
  }
}
