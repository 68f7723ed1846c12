package io.lambdascope.examples.experiment.linear;

import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.ANY_DECREASE;
import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.FIXED;
import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.IMPROVING;
import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.MEAN_PENALTY;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.MatrixPanel;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Fig. 4, with what its text says beside it. */
final class EarlyStoppingFigure {

  private static final int COLUMNS = 3;
  private static final double ROUNDING = 1e-16;
  private static final String ERROR = "‖Λ̂ − Λ‖ / ‖Λ‖";
  private static final String ENDPOINTS = "endpoints m";

  private EarlyStoppingFigure() {}

  static Figure of(List<Cell> all) {
    Cells cells = Cells.of(all);
    double[][] theory = PenaltyMatrix.of(all, EarlyStoppingTasks.THEORY);
    double[][] estimate = PenaltyMatrix.of(all, EarlyStoppingTasks.TEN_ENDPOINTS);
    double largest = PenaltyMatrix.largest(theory);
    return new Figure(
        List.of(
            new MatrixPanel("A  Λ of theory", theory, largest),
            new MatrixPanel("B  Λ̂ from 10 endpoints at that step", estimate, largest),
            fixed(cells),
            diagonal(cells),
            weights(cells),
            improving(cells),
            anyDecrease(cells),
            trace(cells),
            ratio(cells)),
        COLUMNS);
  }

  private static Panel fixed(Cells cells) {
    DistanceCurve curve = curve(cells, FIXED);
    return new XyPanel("B  all stopped at that step", ENDPOINTS, ERROR)
        .logY()
        .rangeY(ROUNDING, 10)
        .band(
            "median and range of pools", curve.m(), curve.median(), curve.least(), curve.largest())
        .level("Λ̂ = 0", 1, 1, EarlyStoppingTasks.FIXED_ENDPOINTS);
  }

  private static Panel diagonal(Cells cells) {
    Cells diagonal = cells.quantity(EarlyStoppingTasks.DIAGONAL);
    double[] index = diagonal.values(cell -> cell.number("index"));
    return new XyPanel("C  diagonal from one endpoint", "index i", "Λ_ii")
        .legend(LegendPosition.InsideSW)
        .points("estimate", index, diagonal.estimates())
        .published("theory", index, diagonal.values(Cell::truth));
  }

  private static Panel weights(Cells cells) {
    Cells weights = cells.quantity(EarlyStoppingTasks.WEIGHT);
    double[] index = weights.values(cell -> cell.number("index"));
    return new XyPanel("C  difference from the early-stopped weights", "index i", "θ_i − θ̂_i")
        .legend(LegendPosition.InsideSW)
        .points(
            "retrained with the diagonal",
            index,
            weights.values(cell -> cell.estimate() - cell.truth()))
        .points(
            "true coefficients",
            index,
            weights.values(cell -> cell.measure("true_coefficient") - cell.truth()));
  }

  private static Panel improving(Cells cells) {
    DistanceCurve curve = curve(cells, IMPROVING);
    double highest = Arrays.stream(curve.upper()).filter(Double::isFinite).max().orElse(1);
    return new XyPanel("D  each stopped by itself, improvement 1e-3", ENDPOINTS, ERROR)
        .rangeY(0, Math.max(1, highest))
        .band("mean and 95% of pools", curve.m(), curve.mean(), curve.lower(0), curve.upper())
        .level("Λ̂ = 0", 1, 0.5, EarlyStoppingTasks.ENDPOINTS);
  }

  private static Panel anyDecrease(Cells cells) {
    DistanceCurve curve = curve(cells, ANY_DECREASE);
    return new XyPanel("D  any decrease (most run to the cap)", ENDPOINTS, ERROR)
        .logY()
        .rangeY(1e-9, 10)
        .band(
            "median and range of pools", curve.m(), curve.median(), curve.least(), curve.largest())
        .line("mean", curve.m(), curve.mean())
        .level("Λ̂ = 0", 1, 0.5, EarlyStoppingTasks.ENDPOINTS);
  }

  private static DistanceCurve curve(Cells cells, String rule) {
    return DistanceCurve.relative(cells.at(EarlyStoppingTasks.STOPPING, rule));
  }

  private static Panel trace(Cells cells) {
    Cells trace = cells.quantity(EarlyStoppingTasks.SCALAR);
    double[] t = trace.values(cell -> cell.number("t"));
    return new XyPanel("E  one coefficient along descent", "step t", "λ")
        .logX()
        .logY()
        .line("θᵀΛθ/θᵀθ", t, trace.values(Cell::truth))
        .line("tr Λ/p", t, trace.values(cell -> cell.measure(MEAN_PENALTY)))
        .points("estimate", t, trace.estimates())
        .published(
            "published", t, trace.values(cell -> cell.measure(EarlyStoppingTasks.PUBLISHED)));
  }

  private static Panel ratio(Cells cells) {
    Cells trace = cells.quantity(EarlyStoppingTasks.SCALAR);
    double[] t = trace.values(cell -> cell.number("t"));
    return new XyPanel("E  the same, as ratios", "step t", "ratio")
        .logX()
        .legend(LegendPosition.InsideNW)
        .points("λ̂ / (θᵀΛθ/θᵀθ)", t, trace.values(cell -> cell.estimate() / cell.truth()))
        .points("λ̂ / (tr Λ/p)", t, trace.values(EarlyStoppingFindings::ratio))
        .level("equal", 1, 1, EarlyStoppingTasks.POOL_EPOCHS / 2.0);
  }
}
