package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Optional;

/**
 * Least squares on all observations alike: a Λ that does not change with time (section 2.2, first
 * target, and Eq. 6 of arXiv 2605.05436). One thread; O(r³) an update, O(r²) memory.
 */
public final class CumulativeEstimator implements OnlineEstimator {

  private final EstimatorOptions options;
  private WeightedLeastSquares all;

  /** With the default options. */
  public CumulativeEstimator() {
    this(EstimatorOptions.DEFAULT);
  }

  /** With the given options. */
  public CumulativeEstimator(EstimatorOptions options) {
    this.options = options;
    this.all = new WeightedLeastSquares(options);
  }

  @Override
  public void update(GradientMatch match) {
    all.add(match);
  }

  @Override
  public Optional<LambdaEstimate> estimate() {
    return all.estimate();
  }

  @Override
  public void reset() {
    all = new WeightedLeastSquares(options);
  }

  @Override
  public CumulativeEstimator copy() {
    CumulativeEstimator copy = new CumulativeEstimator(options);
    copy.all = all.copy();
    return copy;
  }
}
