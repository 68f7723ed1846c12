package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a Λ(t) that moves as a random walk, Λ(t+1) = Λ(t) + w(t) with independent w_j of variance
 * q_j an iteration, by the Kalman filter in information form. The q are set, or estimated by
 * maximum likelihood as observations come, for each coefficient on its own: then the filter finds
 * for itself how fast to forget.
 *
 * <p>Its intervals allow for the movement of Λ, which those of the other estimators do not. Errors
 * that are correlated in time look like movement to it; {@link EstimatorOptions#clusterIterations}
 * has no say here. One thread; O(r³) an update, O(r²) memory.
 *
 * <p>See Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, chapters 3
 * and 4; the gain and the covariance are explained in {@code RandomWalkFilter}.
 */
public final class KalmanEstimator implements OnlineEstimator {

  private final ProcessNoise processNoise;
  private final EstimatorOptions options;
  private @Nullable RandomWalkFilter filter;
  // Null before the first observation, and where the process noise is set.
  private @Nullable ProcessNoiseLikelihood likelihood;
  // √q, where it is set.
  private double[] fixedSteps = {};

  /** Estimates the process noise, with the default options. */
  public KalmanEstimator() {
    this(ProcessNoise.maximumLikelihood());
  }

  /** With the default options. */
  public KalmanEstimator(ProcessNoise processNoise) {
    this(processNoise, EstimatorOptions.DEFAULT);
  }

  /** With the given options. */
  public KalmanEstimator(ProcessNoise processNoise, EstimatorOptions options) {
    this.processNoise = processNoise;
    this.options = options;
  }

  /**
   * How fast each coefficient is taken to move, q_j in units of λ_j² an iteration; empty before the
   * first observation.
   */
  public Optional<double[]> processVariances() {
    return Optional.ofNullable(filter).map(f -> processVariances(f.regularizers()));
  }

  private double[] processVariances(int regularizers) {
    return processNoise instanceof ProcessNoise.Fixed fixed
        ? fixed.variances(regularizers)
        : Arrays.stream(likelihood == null ? fixedSteps : likelihood.steps())
            .map(step -> step * step)
            .toArray();
  }

  @Override
  public void update(GradientMatch match) {
    RandomWalkFilter current = filter;
    if (current == null) {
      MatchRules.check(match, 0, 0);
      current = start(match.regularizers());
    } else {
      MatchRules.check(match, current.regularizers(), current.lastIteration());
    }
    if (likelihood == null) {
      current.add(match, fixedSteps, fixedSteps);
    } else {
      double weight = current.add(match, likelihood.steps(), likelihood.meanSteps());
      likelihood.add(match, weight);
    }
  }

  private RandomWalkFilter start(int regularizers) {
    if (processNoise instanceof ProcessNoise.Fixed fixed) {
      fixedSteps = fixed.steps(regularizers);
    } else {
      likelihood = new ProcessNoiseLikelihood(regularizers);
    }
    RandomWalkFilter started = new RandomWalkFilter(options, regularizers);
    filter = started;
    return started;
  }

  @Override
  public Optional<LambdaEstimate> estimate() {
    return Optional.ofNullable(filter).map(RandomWalkFilter::estimate);
  }

  @Override
  public void reset() {
    filter = null;
    likelihood = null;
  }

  @Override
  public KalmanEstimator copy() {
    KalmanEstimator copy = new KalmanEstimator(processNoise, options);
    EstimatorState.Kalman state = state();
    copy.observed(state.filter(), state.likelihood());
    return copy;
  }

  EstimatorState.Kalman state() {
    return new EstimatorState.Kalman(
        options,
        processNoise,
        filter == null ? null : filter.state(),
        likelihood == null ? null : likelihood.state());
  }

  /** Takes over what was observed. */
  void observed(
      RandomWalkFilter.@Nullable State filterState,
      ProcessNoiseLikelihood.@Nullable State likelihoodState) {
    if (filterState == null) {
      reset();
      return;
    }
    start(filterState.lambda().length);
    filter = new RandomWalkFilter(options, filterState);
    likelihood = likelihoodState == null ? null : new ProcessNoiseLikelihood(likelihoodState);
  }
}
