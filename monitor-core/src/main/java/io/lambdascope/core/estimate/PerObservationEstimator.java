package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Optional;

/**
 * Least squares on the last observation alone: Λ̂(t) = A_t⁻¹c_t.
 *
 * <p>Its intervals treat the p equations of the observation as independent, since one observation
 * cannot tell the noise it shares ({@link CovarianceKind#INDEPENDENT_EQUATIONS}); use them for
 * exact relations such as a known penalty, not for noisy ones. One thread; O(r³) an estimate, O(r²)
 * memory.
 */
public final class PerObservationEstimator implements OnlineEstimator {

  private final EstimatorOptions options;
  private WeightedLeastSquares last;

  /** With the default options. */
  public PerObservationEstimator() {
    this(EstimatorOptions.DEFAULT);
  }

  /** With the given options. */
  public PerObservationEstimator(EstimatorOptions options) {
    this.options = options;
    this.last = new WeightedLeastSquares(options);
  }

  @Override
  public void update(GradientMatch match) {
    last.check(match);
    WeightedLeastSquares alone = new WeightedLeastSquares(options);
    alone.add(match);
    last = alone;
  }

  @Override
  public Optional<LambdaEstimate> estimate() {
    return last.estimate();
  }

  @Override
  public void reset() {
    last = new WeightedLeastSquares(options);
  }

  @Override
  public PerObservationEstimator copy() {
    PerObservationEstimator copy = new PerObservationEstimator(options);
    copy.last = last.copy();
    return copy;
  }
}
