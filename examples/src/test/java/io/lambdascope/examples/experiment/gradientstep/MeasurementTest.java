package io.lambdascope.examples.experiment.gradientstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.network.NetworkLoss;
import io.lambdascope.examples.experiment.network.StripedDigits;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {

  private static final int WIDTH = 8;
  private static MnistDigits digits;

  @BeforeAll
  static void read(@TempDir Path directory) {
    digits = StripedDigits.in(directory, 1100);
  }

  @Test
  void run_smoothNetwork_listenerFindsTheoryAndThePapersEstimatorLessByThreeTimesTheGradients() {
    double eta = 0.02;
    Cells cells = Cells.of(new Measurement(plan(2), digits, WIDTH, eta, 1).run(share -> {}));
    Cell ours = ratio(cells, Measurement.LISTENER);
    Cell paper = ratio(cells, Measurement.PAPER);
    assertThat(ours.standing()).isEqualTo(Standing.VALID);
    assertThat(ours.estimate()).isCloseTo(1, within(0.002));
    assertThat(ours.measure("gradients")).isEqualTo(30);
    assertThat(paper.measure("gradients")).isEqualTo(215);
    long p = parameters();
    assertThat(p).isEqualTo(Measurement.parameters(WIDTH));
    assertThat(ours.measure("theory")).isEqualTo(eta * p / 4);
    assertThat(ours.measure("lambda")).isCloseTo(ours.estimate() * eta * p / 4, within(1e-9 * p));
    // Both measure the curvature, by gradients of their own.
    assertThat(ours.measure("eta_curvature"))
        .isCloseTo(paper.measure("eta_curvature"), within(0.05 * paper.measure("eta_curvature")));
    // Two epochs do not fit: the paper leaves such networks out.
    assertThat(cells.quantity(Measurement.PENALTY).first().standing()).isEqualTo(Standing.OUTSIDE);
    assertThat(ours.measure("fits_training")).isZero();
  }

  @Test
  void run_largeStep_isMarkedAndTheSameAgain() {
    Measurement measurement = new Measurement(plan(3), digits, WIDTH, 0.5, 1);
    List<Cell> cells = measurement.run(share -> {});
    Cell ours = ratio(Cells.of(cells), Measurement.LISTENER);
    assertThat(ours.measure("eta_curvature")).isGreaterThan(0.5);
    assertThat(ours.standing()).isEqualTo(Standing.OUTSIDE);
    assertThat(measurement.run(share -> {})).isEqualTo(cells);
  }

  @Test
  void train_picksTheBestOnValidationAmongThoseThatFit() {
    MultiLayerConfiguration configuration = Measurement.network(WIDTH, 0.5, 1);
    Plan plan = plan(15);
    Snapshot snapshot = Snapshot.train(configuration, plan, digits, 1, share -> {});
    assertThat(snapshot.fits()).isTrue();
    assertThat(snapshot.training()).isGreaterThanOrEqualTo(Snapshot.FITTED);
    // Its weights are those of its accuracies, not of a later epoch.
    NetworkLoss validation = new NetworkLoss(configuration, plan.validationDigits(digits));
    assertThat(validation.accuracy(snapshot.parameters())).isEqualTo(snapshot.validation());
    // No shorter training that fits has a better one.
    for (int epochs = 3; epochs < 15; epochs += 5) {
      Snapshot shorter = Snapshot.train(configuration, plan(epochs), digits, 1, share -> {});
      if (shorter.fits()) {
        assertThat(shorter.validation()).isLessThanOrEqualTo(snapshot.validation());
      }
    }
  }

  @Test
  void train_neverFitting_givesTheLastWeights() {
    MultiLayerConfiguration configuration = Measurement.network(WIDTH, 1e-4, 1);
    Snapshot snapshot = Snapshot.train(configuration, plan(3), digits, 1, share -> {});
    assertThat(snapshot.fits()).isFalse();
    assertThat(snapshot.epoch()).isEqualTo(3);
  }

  private static Plan plan(int epochs) {
    return new Plan(List.of(WIDTH), List.of(0.02), epochs, 960, 60, 80, 128);
  }

  private static Cell ratio(Cells cells, String estimator) {
    return cells.quantity(Measurement.RATIO).at("estimator", estimator).first();
  }

  /** p as DL4J says. */
  private static long parameters() {
    MultiLayerNetwork network = new MultiLayerNetwork(Measurement.network(WIDTH, 0.1, 1));
    network.init();
    return network.numParams();
  }
}
