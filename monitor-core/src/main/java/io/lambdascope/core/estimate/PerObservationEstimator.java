package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Least squares on the last observation alone: Λ̂(t) = A_t⁻¹c_t.
 *
 * <p>Its intervals treat the p equations of the observation as independent, since one observation
 * cannot tell the noise it shares ({@link CovarianceKind#INDEPENDENT_EQUATIONS}); use them for
 * exact relations such as a known penalty, not for noisy ones. An observation with replicates has
 * intervals from their spread ({@link CovarianceKind#CLUSTER_ROBUST}, one cluster for each), which
 * hold whatever its equations share. One thread; O(r³) an estimate, O(r² + Kr + K²) memory for K
 * replicates.
 */
public final class PerObservationEstimator implements OnlineEstimator {

  private final EstimatorOptions options;
  private @Nullable ReplicatedMatch last;

  /** With the default options. */
  public PerObservationEstimator() {
    this(EstimatorOptions.DEFAULT);
  }

  /** With the given options; weighting and clusters have no say in one observation. */
  public PerObservationEstimator(EstimatorOptions options) {
    this.options = options;
  }

  @Override
  public void update(GradientMatch match) {
    update(ReplicatedMatch.single(match));
  }

  @Override
  public void update(ReplicatedMatch match) {
    ReplicatedMatch before = last;
    if (before == null) {
      MatchRules.check(match.pooled(), 0, 0);
    } else {
      MatchRules.check(match.pooled(), before.regularizers(), before.iteration());
    }
    last = match;
  }

  @Override
  public Optional<LambdaEstimate> estimate() {
    return Optional.ofNullable(last).map(this::estimate);
  }

  private LambdaEstimate estimate(ReplicatedMatch match) {
    WeightedLeastSquares alone =
        new WeightedLeastSquares(
            new EstimatorOptions(options.confidence(), options.bounds()),
            match.regularizers(),
            new FadingMemory(Double.POSITIVE_INFINITY, match.regularizers()));
    for (int k = 0; k < match.replicates(); k++) {
      // Numbered by replicate, so that each is a cluster of its own.
      alone.add(match.replicate(k, k));
    }
    LambdaEstimate estimate = alone.estimate();
    return new LambdaEstimate(
        match.iteration(),
        estimate.coefficients(),
        estimate.covariance(),
        estimate.covarianceKind(),
        estimate.confidence(),
        estimate.fit());
  }

  @Override
  public void reset() {
    last = null;
  }

  @Override
  public PerObservationEstimator copy() {
    PerObservationEstimator copy = new PerObservationEstimator(options);
    copy.last = last;
    return copy;
  }

  EstimatorState.PerObservation state() {
    return new EstimatorState.PerObservation(options, last);
  }
}
