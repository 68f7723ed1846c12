package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Distances over the strength of the penalty, a column a cause: weights above, predictions below.
 */
final class RetrainFigure {

  private static final double LEFT = 0.08;
  private static final double RIGHT = 12.5;

  private static final double MARGIN = 1.05;

  private final Cells cells;

  RetrainFigure(List<Cell> cells) {
    this.cells = Cells.of(cells);
  }

  Figure figure() {
    List<Panel> panels = new ArrayList<>();
    for (String quantity : List.of(ArmCells.WEIGHTS, ArmCells.OUTPUTS)) {
      for (String cause : RetrainFindings.FAMILIES.keySet()) {
        panels.add(panel(cause, quantity));
      }
    }
    return new Figure(panels, RetrainFindings.FAMILIES.size());
  }

  private Panel panel(String cause, String quantity) {
    boolean weights = quantity.equals(ArmCells.WEIGHTS);
    XyPanel panel =
        new XyPanel(
                cause + (weights ? ": weights" : ": predictions"),
                "times the estimated penalty",
                weights ? "relative distance" : "root mean square difference")
            .logX()
            .rangeX(LEFT, RIGHT)
            .legend(LegendPosition.OutsideS);
    Cells all = cells.quantity(quantity).at("cause", cause).valid();
    // From zero, where a stand-in that is exact lies; a logarithmic axis would show its rounding.
    panel.rangeY(0, MARGIN * all.stream().mapToDouble(Cell::estimate).max().orElse(1));
    for (String family : RetrainFindings.FAMILIES.get(cause)) {
      Map<Object, Cells> byFactor = all.at("penalty", family).by("factor");
      List<Sample> samples = byFactor.values().stream().map(Cells::sample).toList();
      double[] factors =
          byFactor.keySet().stream()
              .mapToDouble(factor -> ((Number) factor).doubleValue())
              .toArray();
      panel.intervals(
          family,
          factors,
          values(samples, Sample::mean),
          values(samples, Sample::lower),
          values(samples, Sample::upper));
    }
    for (String arm : List.of(ArmCells.NOTHING, ArmCells.OTHER_DRAWS)) {
      panel.level(arm, all.at("penalty", arm).sample().mean(), LEFT, RIGHT);
    }
    return panel;
  }

  private static double[] values(List<Sample> samples, Function<Sample, Double> number) {
    return samples.stream().mapToDouble(number::apply).toArray();
  }
}
