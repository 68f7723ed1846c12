package io.lambdascope.examples.experiment.illustration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StationarityTest {

  private final Stationarity experiment = new Stationarity();

  @Test
  void gradient_isTheDifferenceOfTheLoss() {
    ScalarRidge model = ScalarRidge.draw(3);
    double h = 1e-4;
    double slope = (model.loss(1.3 + h) - model.loss(1.3 - h)) / (2 * h);
    assertThat(model.gradient(1.3)).isCloseTo(slope, within(1e-9));
  }

  /** By search on a grid, without any derivative. */
  @Test
  void minimizer_isLowestOnAGrid() {
    ScalarRidge model = ScalarRidge.draw(3);
    double best = 0;
    for (double theta = 0; theta < 3; theta += 1e-4) {
      if (model.loss(theta) + 0.8 * theta * theta < model.loss(best) + 0.8 * best * best) {
        best = theta;
      }
    }
    assertThat(model.minimizer(0.8)).isCloseTo(best, within(1e-4));
  }

  @Test
  void findings_lambdaOfEveryDraw_isThatOfThePenalty() throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (Task task : experiment.tasks(new Settings(false, 10, null, null))) {
      cells.addAll(task.work().run(share -> {}));
    }
    assertThat(experiment.findings(cells).missed()).isEmpty();
    assertThatCode(() -> experiment.figure(cells).svg()).doesNotThrowAnyException();
    // A penalty taken for another is noticed.
    List<Cell> wrong =
        cells.stream()
            .map(cell -> cell.quantity().equals("lambda") ? cell.truth(0.4) : cell)
            .toList();
    assertThat(experiment.findings(wrong).missed())
        .extracting(Finding::name)
        .contains("lambda_relative_error");
  }

  @Test
  void figure_nothingDone_isDrawn() {
    assertThatCode(() -> experiment.figure(List.of()).svg()).doesNotThrowAnyException();
    assertThat(experiment.findings(List.of()).missed()).hasSize(3);
  }
}
