package io.lambdascope.examples.experiment.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against loops over the rows. */
class DescentTest {

  private static final double ROUNDING = 1e-11;

  private final LinearModel model = LinearModel.draw(7);
  private final double[] y = model.response(1);

  private double residual(int row, double[] theta) {
    double residual = y[row];
    for (int j = 0; j < theta.length; j++) {
      residual -= model.x()[row][j] * theta[j];
    }
    return residual;
  }

  /** Xᵀ(y − Xθ)/n over these rows. */
  private double[] correlation(int[] rows, double[] theta) {
    double[] correlation = new double[theta.length];
    for (int row : rows) {
      double residual = residual(row, theta);
      for (int j = 0; j < theta.length; j++) {
        correlation[j] += model.x()[row][j] * residual / rows.length;
      }
    }
    return correlation;
  }

  private double[] iterate(int[] rows, int steps) {
    double[] theta = new double[LinearModel.PARAMETERS];
    for (int t = 0; t < steps; t++) {
      double[] correlation = correlation(rows, theta);
      for (int j = 0; j < theta.length; j++) {
        theta[j] += 0.01 * correlation[j];
      }
    }
    return theta;
  }

  @Test
  void endpoint_resampledRows_isThatOfTheLoopOverRows() {
    int[] rows = new Random(1).ints(1000, 0, 1000).toArray();
    var endpoint = Descent.on(model.x(), y, rows).endpoint(500);
    double[] expected = iterate(rows, 500);
    double[] correlation = correlation(rows, expected);
    for (int j = 0; j < expected.length; j++) {
      assertThat(endpoint.parameters()[j]).isCloseTo(expected[j], within(ROUNDING));
      assertThat(endpoint.lossGradient()[j]).isCloseTo(-2 * correlation[j], within(ROUNDING));
    }
  }

  @Test
  void loss_isTheMeanSquareOfTheResiduals() {
    double[] theta = new double[LinearModel.PARAMETERS];
    theta[3] = 2;
    double expected = 0;
    for (int row = 0; row < y.length; row++) {
      expected += residual(row, theta) * residual(row, theta) / y.length;
    }
    assertThat(Descent.on(model.x(), y).loss(theta)).isCloseTo(expected, within(1e-9 * expected));
  }

  /** The last step at which a loop over rows sees an improvement, and five more. */
  @Test
  void stop_minimumImprovement_isFiveStepsAfterTheLastOne() {
    Descent descent = Descent.on(model.x(), y);
    double best = Double.POSITIVE_INFINITY;
    int waited = 0;
    int t = 0;
    while (waited < 5) {
      t++;
      double loss = descent.loss(descent.iterate(t));
      if (loss < best - 1e-3) {
        best = loss;
        waited = 0;
      } else {
        waited++;
      }
    }
    assertThat(descent.stop(StoppingRule.of(2000, 1e-3))).isEqualTo(t).isBetween(300, 600);
    assertThat(descent.stop(StoppingRule.of(200, 1e-3))).isEqualTo(200);
  }

  @Test
  void penalizedSolution_longDescentOnThePenalizedLoss_agrees() {
    double[] q = new double[LinearModel.PARAMETERS];
    for (int i = 0; i < q.length; i++) {
      q[i] = 0.1 * i;
    }
    Descent descent = Descent.on(model.x(), y);
    double[] theta = new double[q.length];
    for (int t = 0; t < 2000; t++) {
      double[] gradient = descent.gradient(theta);
      for (int i = 0; i < q.length; i++) {
        theta[i] -= 0.1 * (gradient[i] + 2 * q[i] * theta[i]);
      }
    }
    double[] solution = descent.penalizedSolution(q);
    for (int i = 0; i < q.length; i++) {
      assertThat(solution[i]).isCloseTo(theta[i], within(ROUNDING));
    }
  }
}
