package io.lambdascope.examples.experiment.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EarlyStoppingExperimentTest {

  private static final Settings ONE_POOL = new Settings(true, 1, null, null);
  private static final EarlyStoppingExperiment EXPERIMENT = new EarlyStoppingExperiment();
  private static final List<Cell> CELLS = new ArrayList<>();

  @BeforeAll
  static void run() throws Exception {
    for (Task task : EXPERIMENT.tasks(ONE_POOL)) {
      CELLS.addAll(task.work().run(share -> {}));
    }
  }

  private static double value(String name) {
    return EXPERIMENT.findings(CELLS).summary().stream()
        .filter(finding -> finding.name().equals(name))
        .mapToDouble(Finding::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findings_allThatIsAsked_holds() {
    assertThat(EXPERIMENT.findings(CELLS).missed()).isEmpty();
    assertThat(value("matrix_error_m9")).isGreaterThan(0.01);
    // That the diagonal gives its weights back is no evidence for it: it is far from the theory's.
    assertThat(value("diagonal_relative_error")).isGreaterThan(0.1);
  }

  /** The published λ̂_t of the same data, rounded to two digits at worst: 0.5/91. */
  @Test
  void scalar_seed56_isThePublishedTrace() {
    assertThat(value("published_lambda_relative_difference")).isLessThan(0.0055);
    assertThat(value("ratio_to_mean_penalty_t500")).isCloseTo(1.28, within(0.005));
    assertThat(value("ratio_to_mean_penalty_t1000")).isCloseTo(1.53, within(0.005));
  }

  @Test
  void fixedStep_fewerEndpointsThanParameters_areMarked() {
    Cells fixed = Cells.of(CELLS).at(EarlyStoppingTasks.STOPPING, EarlyStoppingTasks.FIXED);
    assertThat(fixed.size()).isEqualTo(EarlyStoppingTasks.FIXED_ENDPOINTS);
    assertThat(fixed.list())
        .allSatisfy(
            cell ->
                assertThat(cell.standing())
                    .isEqualTo(
                        cell.number("m") < LinearModel.PARAMETERS
                            ? Standing.NOT_IDENTIFIABLE
                            : Standing.VALID));
  }

  @Test
  void findings_nothingDone_haveNoNumbersAndFail() {
    Findings findings = EXPERIMENT.findings(List.of());
    assertThat(findings.summary()).extracting(Finding::value).containsOnly(Double.NaN);
    assertThat(findings.missed()).isNotEmpty();
    assertThat(findings.verdict()).isEmpty();
  }

  @Test
  void figure_anyPart_isDrawn() {
    assertThatCode(() -> EXPERIMENT.figure(List.of()).svg()).doesNotThrowAnyException();
    assertThatCode(() -> EXPERIMENT.figure(CELLS).svg()).doesNotThrowAnyException();
    assertThatCode(() -> EXPERIMENT.figure(CELLS.subList(0, 40)).svg()).doesNotThrowAnyException();
  }
}
