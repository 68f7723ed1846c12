package io.lambdascope.core.estimate;

/**
 * Least squares on all observations alike: a Λ that does not change with time (section 2.2, first
 * target, and Eq. 6 of arXiv 2605.05436). One thread; O(r³) an update, O(r²) memory.
 */
public final class CumulativeEstimator extends LeastSquaresEstimator {

  /** With the default options. */
  public CumulativeEstimator() {
    this(EstimatorOptions.DEFAULT);
  }

  /** With the given options. */
  public CumulativeEstimator(EstimatorOptions options) {
    super(options);
  }

  @Override
  ClusterMemory memory(int regularizers) {
    return new FadingMemory(Double.POSITIVE_INFINITY, regularizers);
  }

  @Override
  ClusterMemory memory(ClusterMemory.State state) {
    return new FadingMemory(Double.POSITIVE_INFINITY, new ClusterSums(state.sums()));
  }

  /**
   * Adds what another worker has observed, of other data or other iterations. Λ̂, R² and the
   * covariance for independent equations are then those of all observations pooled, up to rounding.
   * The cluster-robust covariance is from the innovations that each worker had.
   *
   * @throws IllegalArgumentException when options or numbers of regularizers differ
   */
  public void merge(CumulativeEstimator other) {
    mergeSums(other);
  }

  @Override
  public CumulativeEstimator copy() {
    CumulativeEstimator copy = new CumulativeEstimator(options());
    copy.observeAs(this);
    return copy;
  }
}
