package io.lambdascope.dl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** On L = ½Σh_iθ_i², where all is known: θ_i(s) = θ_i·exp(−h_i s). */
class WindowFlowTest {

  private static final double[] CURVATURES = {0.1, 1, 2};
  private static final double[] START = {3, -2, 1};
  private static final double TIME = 1.5;

  /**
   * Substeps of curvature z ≤ 0.5 each, six of them: z⁵/120 of their factor each is 1.6e-3 in all
   * at most, for the steepest parameter, and the flow's own steps are half as long.
   */
  private static final double TOLERANCE = 1.6e-3;

  private static Objective objective() {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Segment(
                    "0",
                    "W",
                    0,
                    List.of(1L, 3L),
                    'f',
                    ParameterKind.WEIGHT,
                    new Sgd(0.1),
                    List.of(),
                    0,
                    0,
                    true,
                    true)),
            3);
    Objective objective =
        new Objective(
            new GradientModel() {
              @Override
              public ParameterLayout layout() {
                return layout;
              }

              @Override
              public DataType dataType() {
                return DataType.DOUBLE;
              }

              @Override
              public INDArray gradientAt(
                  INDArray parameters, ProbeData data, int iteration, int epoch) {
                return parameters.mul(Nd4j.createFromArray(CURVATURES));
              }
            });
    INDArray one = Nd4j.ones(DataType.DOUBLE, 1, 1);
    objective.moveTo(
        Nd4j.createFromArray(START),
        0,
        0,
        ProbeData.of(List.of(new MiniBatch(List.of(one), List.of(one)))));
    return objective;
  }

  @Test
  void displacement_isThatOfTheExponential() {
    WindowFlow flow = new WindowFlow(3);
    flow.integrate(objective(), TIME);
    for (int i = 0; i < 3; i++) {
      double truth = START[i] * Math.expm1(-CURVATURES[i] * TIME);
      assertThat(flow.displacement().getDouble(i)).isCloseTo(truth, within(TOLERANCE));
      assertThat(Math.abs(flow.displacement().getDouble(i) - truth))
          .isLessThanOrEqualTo(Math.abs(flow.error().getDouble(i)) + 1e-12);
    }
    assertThat(flow.isResolved()).isTrue();
  }

  @Test
  void carry_constantPush_relaxes() {
    Objective objective = objective();
    WindowFlow flow = new WindowFlow(3);
    flow.integrate(objective, TIME);
    INDArray column = Nd4j.create(DataType.DOUBLE, 3);
    flow.carry(objective, (at, into) -> into.assign(1), column);
    for (int i = 0; i < 3; i++) {
      double truth = -Math.expm1(-CURVATURES[i] * TIME) / (CURVATURES[i] * TIME);
      assertThat(column.getDouble(i)).isCloseTo(truth, within(TOLERANCE));
    }
  }

  @Test
  void carry_gradientOfANorm_isTakenAlongTheFlow() {
    Objective objective = objective();
    WindowFlow flow = new WindowFlow(3);
    flow.integrate(objective, TIME);
    INDArray column = Nd4j.create(DataType.DOUBLE, 3);
    flow.carry(objective, (at, into) -> into.assign(at.parameters().mul(2)), column);
    for (int i = 0; i < 3; i++) {
      double truth = 2 * START[i] * Math.exp(-CURVATURES[i] * TIME);
      assertThat(column.getDouble(i)).isCloseTo(truth, within(TOLERANCE * 2 * Math.abs(START[i])));
    }
    // Back where it was, for what else is asked of the sample.
    assertThat(objective.parameters()).isEqualTo(Nd4j.createFromArray(START));
  }

  @Test
  void carry_shortTime_isTheGradientItself() {
    Objective objective = objective();
    WindowFlow flow = new WindowFlow(3);
    flow.integrate(objective, 1e-6);
    INDArray column = Nd4j.create(DataType.DOUBLE, 3);
    flow.carry(objective, (at, into) -> into.assign(at.parameters().mul(2)), column);
    for (int i = 0; i < 3; i++) {
      // hT is 2e-6 at most.
      assertThat(column.getDouble(i)).isCloseTo(2 * START[i], within(2e-5));
    }
  }
}
