package io.lambdascope.examples.experiment.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.network.StripedDigits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SgdNoiseTest {

  private static final double ETA = 0.0025;

  private final SgdNoise experiment = new SgdNoise();

  @Test
  void run_oneEpoch_findsTheoryByAntitheticWindows(@TempDir Path directory) {
    MnistDigits digits = StripedDigits.in(directory, NoiseRun.EXAMPLES);
    Cells cells = Cells.of(new NoiseRun(digits, ETA, 1, 1).run(share -> {}));
    assertThat(cells.size()).isEqualTo(6);
    Cells antithetic = cells.at("window", "antithetic");
    for (String regularizer : List.of(NoiseRun.NORM, NoiseRun.NOISE)) {
      Cell cell = antithetic.at("regularizer", regularizer).first();
      assertThat(cell.isValid()).isTrue();
      assertThat(cell.estimate()).isCloseTo(1, within(0.1));
      assertThat(cell.measure("lambda"))
          .isCloseTo(cell.estimate() * cell.measure("theory"), within(1e-9));
    }
    long p = (MnistDigits.PIXELS + 1L) * NoiseRun.UNITS + (NoiseRun.UNITS + 1L) * 10;
    assertThat(antithetic.at("regularizer", NoiseRun.NORM).first().measure("theory"))
        .isCloseTo(ETA / 4 * p, within(1e-9));
    assertThat(antithetic.at("regularizer", NoiseRun.NOISE).first().measure("theory"))
        .isEqualTo(ETA / 4);
  }

  @Test
  void findings_countStepSizesAtWhichMostRunsHold() {
    List<Cell> cells = new ArrayList<>();
    for (double eta : SgdNoise.STEP_SIZES) {
      for (int seed = 1; seed <= 3; seed++) {
        cells.add(cell(eta, seed, NoiseRun.NORM, 0.9, 1.1));
        cells.add(cell(eta, seed, NoiseRun.NOISE, 0.9, 1.1));
      }
    }
    assertThat(experiment.findings(cells).missed()).isEmpty();

    // One interval of a pair that misses makes the run miss; two runs of three are most of them.
    List<Cell> worse = new ArrayList<>(cells);
    worse.set(1, cell(SgdNoise.STEP_SIZES.get(0), 1, NoiseRun.NOISE, 1.01, 1.1));
    assertThat(experiment.findings(worse).missed()).isEmpty();
    worse.set(2, cell(SgdNoise.STEP_SIZES.get(0), 2, NoiseRun.NORM, 0.9, 0.99));
    Findings missed = experiment.findings(worse);
    assertThat(missed.missed()).extracting(Finding::name).containsExactly("step_sizes_that_hold");
    assertThat(missed.summary().get(0).value()).isEqualTo(2);
    assertThat(missed.verdict().get(0)).contains("in 1 of 3 runs");
  }

  @Test
  void findingsAndFigure_withoutCells_areUnknown() throws Exception {
    Findings findings = experiment.findings(List.of());
    assertThat(findings.summary().get(0).value()).isNaN();
    assertThat(findings.missed()).isNotEmpty();
    assertThat(experiment.figure(List.of()).svg()).contains("</svg");
  }

  private static Cell cell(double eta, int seed, String regularizer, double lower, double upper) {
    return Cell.of(NoiseRun.RATIO, (lower + upper) / 2)
        .interval(lower, upper)
        .truth(1)
        .at("eta", eta)
        .at("seed", seed)
        .at("window", "antithetic")
        .at("regularizer", regularizer);
  }
}
