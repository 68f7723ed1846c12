package io.lambdascope.examples.experiment.illustration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoryTest {

  private static final double[] THETA = {-0.4, 0.7};
  private static final double H = 1e-5;

  private final TanhNeuron neuron = new TanhNeuron();
  private final Trajectory experiment = new Trajectory();

  private static double[] moved(int coordinate, double by) {
    double[] theta = THETA.clone();
    theta[coordinate] += by;
    return theta;
  }

  @Test
  void gradient_isTheDifferenceOfTheLoss() {
    double[] gradient = neuron.gradient(THETA, neuron.all());
    for (int i = 0; i < 2; i++) {
      double slope = (neuron.loss(moved(i, H)) - neuron.loss(moved(i, -H))) / (2 * H);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-9));
    }
  }

  @Test
  void squaredGradientGradient_isTheDifferenceOfTheSquare() {
    double[] column = neuron.squaredGradientGradient(THETA);
    for (int i = 0; i < 2; i++) {
      double slope = (square(moved(i, H)) - square(moved(i, -H))) / (2 * H);
      assertThat(column[i]).isCloseTo(slope, within(1e-8));
    }
  }

  private double square(double[] theta) {
    double[] g = neuron.gradient(theta, neuron.all());
    return g[0] * g[0] + g[1] * g[1];
  }

  /** 4,000 times finer steps of descent are the flow to 1e-4 of its length. */
  @Test
  void flow_verySmallStepsOfDescent_agree() {
    double[] theta = THETA.clone();
    for (int i = 0; i < 4000; i++) {
      theta = TanhNeuron.minus(theta, 1e-4, neuron.gradient(theta, neuron.all()));
    }
    double[] flow = neuron.flow(THETA, 0.4, 8);
    assertThat(flow[0]).isCloseTo(theta[0], within(1e-4));
    assertThat(flow[1]).isCloseTo(theta[1], within(1e-4));
  }

  @Test
  void minimum_hasNoGradientAndNoLowerNeighbour() {
    double[] minimum = neuron.minimum(new double[] {0.7, -0.1});
    double[] gradient = neuron.gradient(minimum, neuron.all());
    assertThat(Math.hypot(gradient[0], gradient[1])).isLessThan(1e-14);
    for (int i = 0; i < 8; i++) {
      double angle = Math.PI * i / 4;
      assertThat(
              neuron.loss(
                  new double[] {
                    minimum[0] + 0.01 * Math.cos(angle), minimum[1] + 0.01 * Math.sin(angle)
                  }))
          .isGreaterThan(neuron.loss(minimum));
    }
  }

  /**
   * In 400 paths the noise of the batches averages out: against the gradient nothing is left, as
   * their mean is the gradient; against the flow what is left is known for each path.
   */
  @Test
  void findings_manyPaths_areWithinThreeStandardErrorsOfTheTruth() throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (Task task : experiment.tasks(new Settings(false, 400, null, null))) {
      cells.addAll(task.work().run(share -> {}));
    }
    List<Finding> summary = experiment.findings(cells).summary();
    double expected = value(summary, "squared_gradient_flow_expected");
    assertWithin(summary, "ridge_full_batch", 0);
    assertWithin(summary, "squared_gradient_full_batch", 0);
    assertWithin(summary, "squared_gradient_flow", expected);
    // The next order of theory takes about ηh/3 off η/4.
    assertThat(expected).isBetween(0.05, 0.1);
    assertThatCode(() -> experiment.figure(cells).svg()).doesNotThrowAnyException();
    Cells path = Cells.of(cells).quantity("deviation").at("seed", 1);
    assertThat(path.size()).isEqualTo(6);
    assertThat(Cells.of(cells).quantity("loss").at("path", "SGD").size()).isEqualTo(7);
  }

  private static void assertWithin(List<Finding> summary, String name, double truth) {
    double halfWidth = value(summary, name + "_half_width");
    assertThat(value(summary, name)).isCloseTo(truth, within(1.5 * halfWidth));
    // An interval that holds anything would prove nothing.
    assertThat(halfWidth).isLessThan(0.02);
  }

  private static double value(List<Finding> summary, String name) {
    return summary.stream()
        .filter(finding -> finding.name().equals(name))
        .mapToDouble(Finding::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void deviation_isWhatTheStepHasBeyondThatOfTheFullBatch() throws Exception {
    List<Cell> cells =
        experiment.tasks(new Settings(false, 1, null, null)).get(1).work().run(share -> {});
    List<Cell> path = Cells.of(cells).quantity("loss").list();
    List<Cell> deviations = Cells.of(cells).quantity("deviation").list();
    for (int t = 0; t < deviations.size(); t++) {
      double[] theta = {path.get(t).measure("w"), path.get(t).measure("b")};
      double[] g = neuron.gradient(theta, neuron.all());
      double w = -(path.get(t + 1).measure("w") - theta[0]) / 0.4 - g[0];
      double b = -(path.get(t + 1).measure("b") - theta[1]) / 0.4 - g[1];
      assertThat(deviations.get(t).measure("b_w")).isCloseTo(w, within(1e-12));
      assertThat(deviations.get(t).measure("b_b")).isCloseTo(b, within(1e-12));
      assertThat(deviations.get(t).estimate()).isCloseTo(Math.hypot(w, b), within(1e-12));
    }
  }

  @Test
  void findings_nothingDone_haveNoNumbers() {
    assertThat(experiment.findings(List.of()).summary())
        .extracting(Finding::value)
        .containsOnly(Double.NaN);
    assertThatCode(() -> experiment.figure(List.of()).svg()).doesNotThrowAnyException();
  }
}
