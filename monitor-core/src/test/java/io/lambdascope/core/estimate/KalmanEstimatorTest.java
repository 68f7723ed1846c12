package io.lambdascope.core.estimate;

class KalmanEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new KalmanEstimator();
  }

  @Override
  boolean estimatesInUnits(int[] columns, int b) {
    for (int column : columns) {
      if (Math.abs(b - column) > 490) {
        return false;
      }
    }
    return true;
  }

  @Override
  double roundingWhereLambdaJumps() {
    return 1e-7;
  }
}
