package io.lambdascope.examples.experiment.elasticnet;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The estimate against the truth, a line for each value of the other coefficient: two panels, λ₁
 * and λ₂, for each of the estimates.
 */
final class RecoveryFigure {

  private static final double LEAST = 3e-4;
  private static final double MOST = 300;
  private static final int COLUMNS = 2;

  private RecoveryFigure() {}

  static Figure of(List<Cell> cells) {
    List<Panel> panels = new ArrayList<>();
    for (String estimate : RecoveredCells.ESTIMATES) {
      Cells some = Cells.of(cells).at("estimate", estimate);
      panels.add(panel(some, estimate, RecoveredCells.LASSO, "λ₁", RecoveredCells.RIDGE, "λ₂"));
      panels.add(panel(some, estimate, RecoveredCells.RIDGE, "λ₂", RecoveredCells.LASSO, "λ₁"));
    }
    return new Figure(panels, COLUMNS);
  }

  private static Panel panel(
      Cells cells, String estimate, String quantity, String symbol, String other, String its) {
    XyPanel panel =
        new XyPanel(
                "%s: %s (crosses: not identified, or weak)".formatted(estimate, symbol),
                "true " + symbol,
                "estimated " + symbol)
            .logX()
            .logY()
            .rangeX(LEAST, MOST)
            .rangeY(LEAST, MOST)
            .legend(LegendPosition.OutsideE)
            .reference("truth", new double[] {LEAST, MOST}, new double[] {LEAST, MOST});
    for (Map.Entry<Object, Cells> line : cells.quantity(quantity).by(other).entrySet()) {
      String name = "%s = %s".formatted(its, line.getKey());
      Points points = new Points();
      for (Cells at : line.getValue().by(quantity).values()) {
        // A point counts where most of its seeds do, and is then the mean of those that do.
        boolean counts = 2 * at.valid().size() > at.size();
        points.add(at.first().truth(), (counts ? at.valid() : at).sample(), counts);
      }
      panel.intervals(name, points.x(), points.y(0), points.y(-1), points.y(1), points.counts());
    }
    return panel;
  }

  /** Means over the seeds at true values; those outside the axes are left out. */
  private static final class Points {
    private final List<Double> truths = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Boolean> counted = new ArrayList<>();

    void add(double truth, Sample sample, boolean counts) {
      truths.add(truth);
      samples.add(sample);
      counted.add(counts);
    }

    boolean[] counts() {
      boolean[] counts = new boolean[counted.size()];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = counted.get(i);
      }
      return counts;
    }

    double[] x() {
      return truths.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** So many standard errors above the mean. */
    double[] y(int errors) {
      return samples.stream()
          .mapToDouble(
              sample -> sample.mean() + (errors == 0 ? 0 : errors * sample.standardError()))
          .map(value -> value >= LEAST && value <= MOST ? value : Double.NaN)
          .toArray();
    }
  }
}
