package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;

/**
 * By how much a weighted mean over the past lags behind a Λ(t) that moves as a random walk.
 * Mutable, for one thread.
 *
 * <p>With F_j the share of λ̂_j's weight that lies before an observation, the lag's variance
 * follows q_j d_j, d_j ← F_j²(d_j + Δt): d_j = β²/(1 − β²) iterations for forgetting by β an
 * iteration, a third of the run for equal weights. q_j is the mean over its likelihood.
 */
final class LambdaMovement {

  private final ProcessNoiseLikelihood likelihood;
  private final double[] lags;
  // As they were before the last observation.
  private final double[] predictedLags;

  LambdaMovement(int regularizers) {
    this.likelihood = new ProcessNoiseLikelihood(regularizers);
    this.lags = new double[regularizers];
    this.predictedLags = new double[regularizers];
  }

  LambdaMovement(State state) {
    this.likelihood = new ProcessNoiseLikelihood(state.likelihood());
    this.lags = state.lags().clone();
    this.predictedLags = state.predictedLags().clone();
  }

  /** All that is known. */
  record State(ProcessNoiseLikelihood.State likelihood, double[] lags, double[] predictedLags) {

    State {
      StateSizes.require(lags.length, predictedLags.length, likelihood.steps().length);
    }
  }

  State state() {
    return new State(likelihood.state(), lags.clone(), predictedLags.clone());
  }

  /** Learns q from an observation and its weight beside its age. */
  void learn(GradientMatch match, double weight) {
    likelihood.add(match, weight);
  }

  /** Lets iterations pass. */
  void pass(long iterations) {
    for (int j = 0; j < lags.length; j++) {
      lags[j] += iterations;
    }
  }

  /** The share of the weight in column j that lies before the last observation is so much. */
  void keep(int j, double share) {
    predictedLags[j] = lags[j];
    lags[j] *= share * share;
  }

  /**
   * Takes in the lag of another worker's λ̂_j; both lag behind the same Λ, so that their errors
   * add, not their variances: exact where both weigh the same iterations alike, an upper bound
   * elsewhere.
   *
   * @param share of this one's weight in that of both
   */
  void merge(LambdaMovement other, int j, double share) {
    double root = share * Math.sqrt(lags[j]) + (1 - share) * Math.sqrt(other.lags[j]);
    lags[j] = root * root;
  }

  /** √(q_j d_j), the standard deviation that the lag adds to λ̂_j, in the world's units. */
  double deviation(int j) {
    return likelihood.meanSteps()[j] * Math.sqrt(lags[j]);
  }

  /** As {@link #deviation}, of the λ̂_j from before the last observation at the time of it. */
  double predictedDeviation(int j) {
    return likelihood.meanSteps()[j] * Math.sqrt(predictedLags[j]);
  }
}
