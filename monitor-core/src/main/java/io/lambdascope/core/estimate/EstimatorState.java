package io.lambdascope.core.estimate;

import io.lambdascope.core.match.ReplicatedMatch;
import org.jspecify.annotations.Nullable;

/**
 * Configuration and observations of an estimator, as they stand in a document. What was observed is
 * null before the first observation.
 */
sealed interface EstimatorState {

  /** An estimator like the one this was taken from, of its own. */
  OnlineEstimator restore();

  /** Of a {@link PerObservationEstimator}. */
  record PerObservation(EstimatorOptions options, @Nullable ReplicatedMatch last)
      implements EstimatorState {
    @Override
    public OnlineEstimator restore() {
      PerObservationEstimator estimator = new PerObservationEstimator(options);
      if (last != null) {
        estimator.update(last);
      }
      return estimator;
    }
  }

  /** Of a {@link CumulativeEstimator}. */
  record Cumulative(EstimatorOptions options, WeightedLeastSquares.@Nullable State observed)
      implements EstimatorState {
    @Override
    public OnlineEstimator restore() {
      CumulativeEstimator estimator = new CumulativeEstimator(options);
      estimator.observed(observed);
      return estimator;
    }
  }

  /** Of a {@link ForgettingEstimator}. */
  record Forgetting(
      EstimatorOptions options, double halfLife, WeightedLeastSquares.@Nullable State observed)
      implements EstimatorState {
    @Override
    public OnlineEstimator restore() {
      ForgettingEstimator estimator = new ForgettingEstimator(halfLife, options);
      estimator.observed(observed);
      return estimator;
    }
  }

  /** Of a {@link SlidingWindowEstimator}. */
  record SlidingWindow(
      EstimatorOptions options, long window, WeightedLeastSquares.@Nullable State observed)
      implements EstimatorState {
    @Override
    public OnlineEstimator restore() {
      SlidingWindowEstimator estimator = new SlidingWindowEstimator(window, options);
      estimator.observed(observed);
      return estimator;
    }
  }

  /** Of a {@link KalmanEstimator}; the likelihood is null where the process noise is set. */
  record Kalman(
      EstimatorOptions options,
      ProcessNoise processNoise,
      RandomWalkFilter.@Nullable State filter,
      ProcessNoiseLikelihood.@Nullable State likelihood)
      implements EstimatorState {

    public Kalman {
      boolean learns = processNoise instanceof ProcessNoise.MaximumLikelihood;
      if ((filter != null && learns) != (likelihood != null)) {
        throw new IllegalArgumentException(
            "a filter that has observed something and learns its process noise, and only that, has a"
                + " likelihood; was the document changed by hand?");
      }
      if (filter != null && likelihood != null) {
        StateSizes.require(filter.lambda().length, likelihood.steps().length);
      }
    }

    @Override
    public OnlineEstimator restore() {
      KalmanEstimator estimator = new KalmanEstimator(processNoise, options);
      estimator.observed(filter, likelihood);
      return estimator;
    }
  }
}
