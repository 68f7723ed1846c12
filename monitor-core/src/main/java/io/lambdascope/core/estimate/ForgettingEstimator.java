package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Optional;

/**
 * Least squares that forgets: an observation k iterations old weighs 2^(−k/halfLife). The half-life
 * counts iterations, not observations, so that the answer does not depend on the sampling stride.
 *
 * <p>Follows a Λ(t) that changes slowly against the half-life, lagging by about 1.44 of it. One
 * thread; O(r³) an update, O(r²) memory.
 */
public final class ForgettingEstimator implements OnlineEstimator {

  private final double halfLife;
  private final EstimatorOptions options;
  private WeightedLeastSquares recent;

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
    if (!(halfLife > 0 && halfLife < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("the half-life is in training iterations and must be positive and finite, was %s;"
                  + " for no forgetting use CumulativeEstimator")
              .formatted(halfLife));
    }
    this.halfLife = halfLife;
    this.options = options;
    this.recent = new WeightedLeastSquares(options);
  }

  /** The half-life in training iterations. */
  public double halfLife() {
    return halfLife;
  }

  @Override
  public void update(GradientMatch match) {
    recent.add(match, Math.pow(0.5, (match.iteration() - recent.lastIteration()) / halfLife));
  }

  @Override
  public Optional<LambdaEstimate> estimate() {
    return recent.estimate();
  }

  @Override
  public void reset() {
    recent = new WeightedLeastSquares(options);
  }

  @Override
  public ForgettingEstimator copy() {
    ForgettingEstimator copy = new ForgettingEstimator(halfLife, options);
    copy.recent = recent.copy();
    return copy;
  }
}
