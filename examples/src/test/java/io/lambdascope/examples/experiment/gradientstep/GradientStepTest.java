package io.lambdascope.examples.experiment.gradientstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class GradientStepTest {

  private final GradientStep experiment = new GradientStep();

  @Test
  void findings_errorWithinReach_isMissed() {
    Findings findings =
        experiment.findings(
            List.of(
                ratio(Measurement.LISTENER, 1.001, 0.1, Standing.VALID),
                ratio(Measurement.LISTENER, 0.98, 0.4, Standing.VALID),
                ratio(Measurement.PAPER, 0.97, 0.1, Standing.VALID)));
    assertThat(value(findings, "listener_worst_error")).isBetween(0.0199, 0.0201);
    assertThat(value(findings, "listener_within_one_percent")).isEqualTo(1);
    assertThat(value(findings, "paper_worst_error")).isBetween(0.0299, 0.0301);
    assertThat(findings.missed()).extracting(Finding::name).containsExactly("listener_worst_error");
    assertThat(findings.verdict().get(0)).contains("off by at most 2.00%", "at most 3.00%");
  }

  @Test
  void findings_errorBeyondReach_doesNotCountAndAMarkedOneWithinDoes() {
    Findings findings =
        experiment.findings(
            List.of(
                ratio(Measurement.LISTENER, 1.001, 0.1, Standing.VALID),
                ratio(Measurement.LISTENER, 0.5, 0.6, Standing.OUTSIDE),
                ratio(Measurement.LISTENER, Double.NaN, Double.NaN, Standing.NOT_IDENTIFIABLE)));
    assertThat(findings.missed()).isEmpty();
    assertThat(value(findings, "cells_within_reach")).isEqualTo(1);
    Findings marked =
        experiment.findings(List.of(ratio(Measurement.LISTENER, 0.9, 0.3, Standing.OUTSIDE)));
    assertThat(marked.missed()).isNotEmpty();
    assertThat(value(marked, "marked_by_reference")).isEqualTo(1);
  }

  @Test
  void findings_withoutCells_areUnknown() throws Exception {
    Findings findings = experiment.findings(List.of());
    assertThat(value(findings, "listener_worst_error")).isNaN();
    assertThat(findings.missed()).isNotEmpty();
    assertThat(experiment.figure(List.of()).svg()).contains("</svg");
  }

  @Test
  void figure_ofSomeCells_isDrawn() throws Exception {
    List<Cell> cells =
        List.of(
            ratio(Measurement.LISTENER, 1.001, 0.1, Standing.VALID),
            ratio(Measurement.LISTENER, 0.5, 0.6, Standing.OUTSIDE));
    XYChart ratios = (XYChart) experiment.figure(cells).panels().get(3).chart();
    assertThat(labelled(ratios, "listener").getYData()).containsExactly(1.001);
    assertThat(labelled(ratios, "listener (not counted)").getYData()).containsExactly(0.5);
    assertThat(experiment.figure(cells).svg()).contains("</svg");
  }

  private static XYSeries labelled(XYChart chart, String label) {
    return chart.getSeriesCollection().stream()
        .filter(series -> label.equals(series.getLabel()))
        .findFirst()
        .orElseThrow();
  }

  private static double value(Findings findings, String name) {
    return findings.summary().stream()
        .filter(finding -> finding.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static Cell ratio(
      String estimator, double ratio, double etaCurvature, Standing standing) {
    return Cell.of(Measurement.RATIO, ratio)
        .truth(1)
        .standing(standing)
        .at("width", 50)
        .at("eta", 0.01)
        .at("seed", 1)
        .at("estimator", estimator)
        .measure("lambda", ratio * 100)
        .measure("theory", 100)
        .measure("eta_curvature", etaCurvature)
        .measure("fits_training", 1);
  }
}
