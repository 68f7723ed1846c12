package io.lambdascope.examples.experiment.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapExperimentTest {

  private static final BootstrapExperiment EXPERIMENT = new BootstrapExperiment();

  private static List<Cell> run(String keys) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (Task task : EXPERIMENT.tasks(new Settings(true, 2, null, null))) {
      if (task.key().contains(keys)) {
        cells.addAll(task.work().run(share -> {}));
      }
    }
    return cells;
  }

  @Test
  void crossing_knownCurve_isInterpolatedInTheLogarithm() {
    double[] x = {1, 2, 4, 6};
    // ln y falls linearly from ln 4 at 2 to −ln 2 at 4, through 0 after two thirds.
    assertThat(Crossing.of(x, new double[] {8, 4, 0.5, 0.25})).isCloseTo(10.0 / 3, within(1e-12));
    assertThat(Crossing.of(x, new double[] {0.5, 4, 0.5, 0.25})).isCloseTo(10.0 / 3, within(1e-12));
    assertThat(Crossing.of(x, new double[] {8, 4, 2, 1.5})).isNaN();
    assertThat(Crossing.of(x, new double[] {0.8, 0.4, 0.2, 0.1})).isNaN();
    assertThat(Crossing.of(x, new double[] {8, 0.5, 0.4, 2})).isNaN();
    assertThat(Crossing.of(new double[0], new double[0])).isNaN();
  }

  /** By NumPy's lstsq on 55 columns with other resamples: 1.24 at σ = 6 and 0.77 at σ = 10. */
  @Test
  void sweep_thePapersDataset_crossesWhereNumpyDoes() throws Exception {
    List<Cell> cells = run("dataset 56");
    Finding crossing = EXPERIMENT.findings(cells).summary().get(0);
    assertThat(crossing.name()).isEqualTo("crossing_sigma");
    assertThat(crossing.holds()).isTrue();
    assertThat(relative(cells, 6)).isCloseTo(1.24, within(0.15));
    assertThat(relative(cells, 10)).isCloseTo(0.77, within(0.1));
    assertThat(relative(cells, 3)).isGreaterThan(relative(cells, 5));
    Cells noisy = Cells.of(cells).at("sigma", 10);
    // The first endpoint is the dataset's own in every pool; the second a resample of the pool's.
    double[] alone = noisy.quantity(DistanceCurve.QUANTITY).at("m", 1).estimates();
    double[] two = noisy.quantity(DistanceCurve.QUANTITY).at("m", 2).estimates();
    assertThat(alone[0]).isEqualTo(alone[1]);
    assertThat(two[0]).isNotEqualTo(two[1]);
    assertThat(noisy.at("m", 9).first().standing()).isEqualTo(Standing.NOT_IDENTIFIABLE);
    assertThat(noisy.at("m", 100).first().standing()).isEqualTo(Standing.VALID);
    assertThatCode(() -> EXPERIMENT.figure(cells).svg()).doesNotThrowAnyException();
  }

  private static double relative(List<Cell> cells, double sigma) {
    return Cells.of(cells)
        .quantity(DistanceCurve.QUANTITY)
        .at("sigma", sigma)
        .at("m", 100)
        .first()
        .measure(DistanceCurve.RELATIVE);
  }

  @Test
  void findings_nothingDone_haveNoNumbers() {
    assertThat(EXPERIMENT.findings(List.of()).missed()).hasSize(1);
    assertThat(EXPERIMENT.findings(List.of()).verdict()).isEmpty();
    assertThatCode(() -> EXPERIMENT.figure(List.of()).svg()).doesNotThrowAnyException();
  }
}
