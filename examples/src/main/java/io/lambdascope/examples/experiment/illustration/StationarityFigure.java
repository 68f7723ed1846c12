package io.lambdascope.examples.experiment.illustration;

import static io.lambdascope.examples.experiment.illustration.Stationarity.ESTIMATE;
import static io.lambdascope.examples.experiment.illustration.Stationarity.FROM;
import static io.lambdascope.examples.experiment.illustration.Stationarity.GRADIENT;
import static io.lambdascope.examples.experiment.illustration.Stationarity.LAMBDA;
import static io.lambdascope.examples.experiment.illustration.Stationarity.LOSS;
import static io.lambdascope.examples.experiment.illustration.Stationarity.OBJECTIVE;
import static io.lambdascope.examples.experiment.illustration.Stationarity.OF;
import static io.lambdascope.examples.experiment.illustration.Stationarity.PENALTY;
import static io.lambdascope.examples.experiment.illustration.Stationarity.SEED;
import static io.lambdascope.examples.experiment.illustration.Stationarity.THETA;
import static io.lambdascope.examples.experiment.illustration.Stationarity.TO;
import static io.lambdascope.examples.experiment.illustration.Stationarity.TOTAL;
import static io.lambdascope.examples.experiment.illustration.Stationarity.TRUE_LAMBDA;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.List;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Fig. 1, and its Eq. 2 with the estimate. */
final class StationarityFigure {

  private StationarityFigure() {}

  static Figure of(List<Cell> all) {
    Cells cells = Cells.of(all);
    return Figure.of(2, curves(cells), gradients(cells));
  }

  private static Panel curves(Cells cells) {
    Cells curves = cells.quantity(OBJECTIVE);
    XyPanel panel =
        new XyPanel("Objectives, and −gradients at the minimum", "θ", "objective")
            .legend(LegendPosition.InsideNW)
            .rangeX(FROM, TO);
    for (String of : List.of(LOSS, PENALTY, TOTAL)) {
      Cells curve = curves.at(OF, of);
      panel.line(of, curve.values(cell -> cell.number(THETA)), curve.estimates());
    }
    for (String of : List.of(LOSS, PENALTY)) {
      for (Cell gradient : first(cells.quantity(GRADIENT)).at(OF, of).list()) {
        double theta = first(cells.quantity(ESTIMATE)).first().measure(THETA);
        double height = at(curves.at(OF, of), theta);
        double tip = theta - gradient.estimate() / 2;
        double barb = tip + Math.copySign(0.08, gradient.estimate());
        panel.strokes(
            "−½ gradient of the " + of,
            new double[] {theta, tip, tip},
            new double[] {height, height, height},
            new double[] {tip, barb, barb},
            new double[] {height, height + 0.25, height - 0.25});
      }
    }
    return panel;
  }

  private static Cells first(Cells cells) {
    return cells.at(SEED, 1).at(TRUE_LAMBDA, LAMBDA);
  }

  /** A curve's height between its points; quadratics are straight enough there. */
  private static double at(Cells curve, double theta) {
    double[] x = curve.values(cell -> cell.number(THETA));
    double[] y = curve.estimates();
    for (int i = 1; i < x.length; i++) {
      if (x[i] >= theta && x[i - 1] <= theta) {
        return y[i - 1] + (y[i] - y[i - 1]) * (theta - x[i - 1]) / (x[i] - x[i - 1]);
      }
    }
    return Double.NaN;
  }

  private static Panel gradients(Cells cells) {
    Cells loss = cells.quantity(OBJECTIVE).at(OF, LOSS);
    Cells penalty = cells.quantity(OBJECTIVE).at(OF, PENALTY);
    Cells minimum = first(cells.quantity(ESTIMATE));
    return new XyPanel("Eq. 2: −∇L = ∇R at the minimum", "θ", "gradient")
        .rangeX(FROM, TO)
        .legend(LegendPosition.InsideSW)
        .line(
            "−∇L",
            loss.values(cell -> cell.number(THETA)),
            loss.values(cell -> -cell.measure(GRADIENT)))
        .line(
            "∇R = 2λθ",
            penalty.values(cell -> cell.number(THETA)),
            penalty.values(cell -> cell.measure(GRADIENT)))
        .points(
            "minimum, 2λ̂θ",
            minimum.values(cell -> cell.measure(THETA)),
            minimum.values(cell -> 2 * cell.estimate() * cell.measure(THETA)))
        .level("zero", 0, FROM, TO);
  }
}
