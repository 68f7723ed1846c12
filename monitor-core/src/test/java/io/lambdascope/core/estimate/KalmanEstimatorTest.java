package io.lambdascope.core.estimate;

class KalmanEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new KalmanEstimator();
  }
}
