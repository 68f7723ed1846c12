package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An estimator by {@link WeightedLeastSquares}; the kinds differ in what they remember. The number
 * of regularizers is that of the first observation.
 */
abstract sealed class LeastSquaresEstimator implements OnlineEstimator
    permits CumulativeEstimator, ForgettingEstimator, SlidingWindowEstimator {

  private final EstimatorOptions options;
  private @Nullable WeightedLeastSquares observed;

  LeastSquaresEstimator(EstimatorOptions options) {
    this.options = options;
  }

  /** An empty memory of this kind. */
  abstract ClusterMemory memory(int regularizers);

  /** A memory of this kind that remembers this. */
  abstract ClusterMemory memory(ClusterMemory.State state);

  final EstimatorOptions options() {
    return options;
  }

  /** All that was observed; null before the first observation. */
  final WeightedLeastSquares.@Nullable State observed() {
    return observed == null ? null : observed.state();
  }

  /** Takes over what was observed. */
  final void observed(WeightedLeastSquares.@Nullable State state) {
    observed = state == null ? null : WeightedLeastSquares.of(options, state, this::memory);
  }

  @Override
  public final void update(GradientMatch match) {
    WeightedLeastSquares sums = observed;
    if (sums == null) {
      MatchRules.check(match, 0, 0);
      int r = match.regularizers();
      sums = new WeightedLeastSquares(options, r, memory(r));
      observed = sums;
    } else {
      MatchRules.check(match, sums.regularizers(), sums.lastIteration());
    }
    sums.add(match);
  }

  @Override
  public final Optional<LambdaEstimate> estimate() {
    return Optional.ofNullable(observed).map(WeightedLeastSquares::estimate);
  }

  @Override
  public final void reset() {
    observed = null;
  }

  /** Takes over a copy of what another has observed. */
  final void observeAs(LeastSquaresEstimator other) {
    observed = other.observed == null ? null : other.observed.copy();
  }

  /** Adds what another has observed. */
  final void mergeSums(LeastSquaresEstimator other) {
    if (!options.equals(other.options)) {
      throw new IllegalArgumentException(
          "only estimators of the same options can be merged, these have %s and %s"
              .formatted(options, other.options));
    }
    if (observed == null) {
      observeAs(other);
    } else if (other.observed != null) {
      if (observed.regularizers() != other.observed.regularizers()) {
        throw new IllegalArgumentException(
            "cannot merge observations of %d and of %d regularizers"
                .formatted(observed.regularizers(), other.observed.regularizers()));
      }
      observed.merge(other.observed);
    }
  }
}
