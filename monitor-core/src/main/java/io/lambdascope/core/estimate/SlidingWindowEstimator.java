package io.lambdascope.core.estimate;

/**
 * Least squares on the observations of the last iterations alike, and on nothing older. The window
 * counts iterations, not observations, so that the answer does not depend on the sampling stride.
 *
 * <p>Follows a Λ(t) that changes slowly against the window, lagging by half of it; unlike {@link
 * ForgettingEstimator} it is rid of a wild observation for good. One thread; O(r³) an update;
 * memory O(r²) for each observation in the window, of which there are at most as many as
 * iterations.
 */
public final class SlidingWindowEstimator extends LeastSquaresEstimator {

  private final long window;

  /**
   * With the default options.
   *
   * @param window in training iterations, at least 1: an observation that many iterations old has
   *     just left it
   */
  public SlidingWindowEstimator(long window) {
    this(window, EstimatorOptions.DEFAULT);
  }

  /**
   * With the given options.
   *
   * @param window in training iterations, at least 1 and at least twice the clusters' length
   * @throws IllegalArgumentException when it is shorter, or {@code movingLambda} is asked for
   */
  public SlidingWindowEstimator(long window, EstimatorOptions options) {
    super(options);
    boolean holdsTwoClusters =
        options.clusterIterations() == 1 || window / 2 >= options.clusterIterations();
    if (window < 1 || !holdsTwoClusters) {
      throw new IllegalArgumentException(
          ("the window is in training iterations, must be at least 1, and hold two clusters of %d;"
                  + " it was %d")
              .formatted(options.clusterIterations(), window));
    }
    if (options.movingLambda()) {
      throw new IllegalArgumentException(
          "intervals of a sliding window do not allow for a Λ that moves; use KalmanEstimator, or"
              + " ForgettingEstimator with movingLambda");
    }
    this.window = window;
  }

  /** The window in training iterations. */
  public long window() {
    return window;
  }

  @Override
  ClusterMemory memory(int regularizers) {
    return new WindowMemory(window, regularizers);
  }

  @Override
  ClusterMemory memory(ClusterMemory.State state) {
    return new WindowMemory(window, state);
  }

  @Override
  public SlidingWindowEstimator copy() {
    SlidingWindowEstimator copy = new SlidingWindowEstimator(window, options());
    copy.observeAs(this);
    return copy;
  }
}
