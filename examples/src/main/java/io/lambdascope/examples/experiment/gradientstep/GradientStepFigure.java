package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.XyPanel;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The paper's three panels, and a fourth with the ratio by both estimators. */
final class GradientStepFigure {

  /** Means over widths 32 to 256 and three seeds, three tanh layers: BASELINES 1. */
  private static final double[] PUBLISHED_ETA = {0.003, 0.01, 0.03, 0.1};

  private static final double[] PUBLISHED_RATIO = {1.001, 0.966, 0.901, 0.819};

  private GradientStepFigure() {}

  static Figure of(List<Cell> all) {
    Cells cells = Cells.of(all);
    Cells ratios = cells.quantity(Measurement.RATIO);
    Cells ours = ratios.at("estimator", Measurement.LISTENER);
    ToDoubleFunction<Cell> lambda = cell -> cell.measure("lambda");
    XyPanel penalty =
        new XyPanel("Gradient penalty (crosses: fit < 90%)", "λ̂", "R_IG = ‖∇L‖²/p").logX().logY();
    perWidth(
        penalty.legend(LegendPosition.OutsideE),
        cells.quantity(Measurement.PENALTY),
        lambda,
        Cell::estimate);
    XyPanel accuracy =
        new XyPanel("Test accuracy (crosses: fit < 90%)", "λ̂", "test accuracy").logX();
    perWidth(
        accuracy.legend(LegendPosition.OutsideE),
        cells.quantity(Measurement.ACCURACY),
        lambda,
        Cell::estimate);
    XyPanel recovery =
        new XyPanel("Recovery (crosses: ηh > 0.5)", "ηp/4", "λ̂ by the listener").logX().logY();
    double[] ends = DoubleStream.of(ours.values(cell -> cell.measure("theory"))).sorted().toArray();
    if (ends.length > 0) {
      double[] diagonal = {ends[0], ends[ends.length - 1]};
      recovery.reference("λ̂ = ηp/4", diagonal, diagonal);
    }
    perWidth(
        recovery.legend(LegendPosition.OutsideE), ours, cell -> cell.measure("theory"), lambda);
    return Figure.of(2, penalty, accuracy, recovery, ratio(ratios));
  }

  private static XyPanel ratio(Cells ratios) {
    XyPanel panel =
        new XyPanel("Ratio (crosses: ηh > 0.5)", "η", "λ̂/(ηp/4)")
            .logX()
            .legend(LegendPosition.InsideSW);
    panel.level("theory", 1, Plan.STEP_SIZES.get(0), 0.5);
    for (String estimator : List.of(Measurement.LISTENER, Measurement.PAPER)) {
      Cells some = ratios.at("estimator", estimator);
      both(panel, estimator, some, cell -> cell.number("eta"), Cell::estimate);
    }
    return panel.published("published (paper's estimator)", PUBLISHED_ETA, PUBLISHED_RATIO);
  }

  private static void perWidth(
      XyPanel panel, Cells cells, ToDoubleFunction<Cell> x, ToDoubleFunction<Cell> y) {
    for (Map.Entry<Object, Cells> width : cells.by("width").entrySet()) {
      both(panel, "width " + width.getKey(), width.getValue(), x, y);
    }
  }

  private static void both(
      XyPanel panel, String name, Cells cells, ToDoubleFunction<Cell> x, ToDoubleFunction<Cell> y) {
    panel.points(name, cells.values(x), cells.values(y), cells.counts());
  }
}
