package io.lambdascope.examples.experiment.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FlowTest {

  private static final double[] CURVATURES = {0.5, 1, 2};
  private static final double[] START = {1, -2, 3};
  private static final double TIME = 1.5;

  @Test
  void after_quadraticLoss_decaysExponentially() {
    INDArray end = flow(64);
    for (int i = 0; i < START.length; i++) {
      double truth = START[i] * Math.exp(-CURVATURES[i] * TIME);
      assertThat(Math.abs(end.getDouble(i) - truth)).isLessThan(1e-7);
    }
  }

  @Test
  void after_halfTheStep_hasASixteenthOfTheError() {
    // Of the nonlinear flow θ' = −θ², which is θ/(1 + θt).
    Flow flow = new Flow(theta -> theta.mul(theta));
    INDArray start = Nd4j.createFromArray(1.0, 2.0);
    double coarse = error(flow.after(TIME, 16, start));
    double fine = error(flow.after(TIME, 32, start));
    assertThat(coarse / fine).isBetween(14.0, 18.0);
    assertThat(start.getDouble(1)).as("the start is not moved").isEqualTo(2);
  }

  private static double error(INDArray end) {
    return Math.abs(end.getDouble(0) - 1 / (1 + TIME))
        + Math.abs(end.getDouble(1) - 2 / (1 + 2 * TIME));
  }

  private static INDArray flow(int steps) {
    return new Flow(new DiagonalQuadratic(CURVATURES)::gradient)
        .after(TIME, steps, Nd4j.createFromArray(START));
  }
}
