package io.lambdascope.core.estimate;

/** What every estimator keeps, with {@link Weighting#RESIDUAL_VARIANCE}. */
class ResidualVarianceWeightsTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new ForgettingEstimator(
        30, EstimatorOptions.DEFAULT.withWeighting(Weighting.RESIDUAL_VARIANCE));
  }
}
