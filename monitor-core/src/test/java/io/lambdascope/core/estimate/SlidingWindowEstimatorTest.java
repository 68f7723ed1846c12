package io.lambdascope.core.estimate;

class SlidingWindowEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new SlidingWindowEstimator(20);
  }
}
