package io.lambdascope.core.estimate;

/**
 * Least squares that forgets: an observation k iterations old weighs 2^(−k/halfLife). The half-life
 * counts iterations, not observations, so that the answer does not depend on the sampling stride.
 *
 * <p>Follows a Λ(t) that changes slowly against the half-life, lagging by about 1.44 of it. One
 * thread; O(r³) an update, O(r²) memory.
 */
public final class ForgettingEstimator extends LeastSquaresEstimator {

  private final double halfLife;

  /**
   * With the default options.
   *
   * @param halfLife in training iterations, positive and finite
   */
  public ForgettingEstimator(double halfLife) {
    this(halfLife, EstimatorOptions.DEFAULT);
  }

  /**
   * With the given options.
   *
   * @param halfLife in training iterations, positive and finite
   * @throws IllegalArgumentException when the half-life is not positive and finite
   */
  public ForgettingEstimator(double halfLife, EstimatorOptions options) {
    super(options);
    if (!(halfLife > 0 && halfLife < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("the half-life is in training iterations and must be positive and finite, was %s;"
                  + " for no forgetting use CumulativeEstimator")
              .formatted(halfLife));
    }
    this.halfLife = halfLife;
  }

  /** The half-life in training iterations. */
  public double halfLife() {
    return halfLife;
  }

  @Override
  ClusterMemory memory(int regularizers) {
    return new FadingMemory(halfLife, regularizers);
  }

  @Override
  ClusterMemory memory(ClusterMemory.State state) {
    return new FadingMemory(halfLife, new ClusterSums(state.sums()));
  }

  /**
   * Adds what another worker has observed, both faded to the later of the two last iterations; see
   * {@link CumulativeEstimator#merge}.
   *
   * @throws IllegalArgumentException when half-lives, options or numbers of regularizers differ
   */
  public void merge(ForgettingEstimator other) {
    if (halfLife != other.halfLife) {
      throw new IllegalArgumentException(
          "only estimators of the same half-life can be merged, these have %s and %s"
              .formatted(halfLife, other.halfLife));
    }
    mergeSums(other);
  }

  @Override
  public ForgettingEstimator copy() {
    ForgettingEstimator copy = new ForgettingEstimator(halfLife, options());
    copy.observeAs(this);
    return copy;
  }
}
