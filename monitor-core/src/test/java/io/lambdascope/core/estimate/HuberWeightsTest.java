package io.lambdascope.core.estimate;

/** What every estimator keeps, with {@link Weighting#HUBER}. */
class HuberWeightsTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new CumulativeEstimator(EstimatorOptions.DEFAULT.withWeighting(Weighting.HUBER));
  }
}
