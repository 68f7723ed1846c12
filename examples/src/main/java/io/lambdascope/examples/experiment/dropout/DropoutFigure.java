package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Rows are depths and columns widths, as in Fig. 5: the estimates over the rate. Below them the
 * course of the ablation estimates over training, of the first architecture there is. Points are
 * means of the seeds.
 */
final class DropoutFigure {

  private static final int COLUMNS = 3;

  private final Cells cells;
  private final List<Panel> panels = new ArrayList<>();

  private DropoutFigure(List<Cell> cells) {
    this.cells = Cells.of(cells);
  }

  static Figure of(List<Cell> cells) {
    DropoutFigure figure = new DropoutFigure(cells);
    figure.rates();
    figure.courses();
    if (figure.panels.isEmpty()) {
      figure.panels.add(new XyPanel("no network yet", "dropout rate", "λ̂"));
    }
    return new Figure(figure.panels, COLUMNS);
  }

  private void rates() {
    for (Map.Entry<Object, Cells> depth : cells.by("depth").entrySet()) {
      for (Map.Entry<Object, Cells> width : depth.getValue().by("width").entrySet()) {
        panels.add(
            rates(
                "depth %s, width %s".formatted(depth.getKey(), width.getKey()), width.getValue()));
      }
    }
  }

  private static XyPanel rates(String title, Cells of) {
    XyPanel panel =
        new XyPanel(title, "dropout rate", "λ̂ (above 0)").logY().legend(LegendPosition.OutsideS);
    overRates(panel, "(1) paper's fit", of.quantity(EndpointFits.PUBLISHED));
    overRates(panel, "(2) exact, end", of.quantity(EndpointFits.EXACT));
    Cells means = of.quantity(TrialRun.ABLATION).at("reference", TrialRun.MEAN);
    Cells ridge = means.at("candidate", AblationWatch.CANDIDATES.get(0));
    Cells activation = means.at("candidate", AblationWatch.CANDIDATES.get(1));
    String first = ridge.isEmpty() ? TrialRun.END : ridge.first().text("stage");
    overRates(panel, "(3) l2, epochs " + first, ridge.at("stage", first));
    overRates(panel, "(3) l2, end", ridge.at("stage", TrialRun.END));
    overRates(panel, "(3) activation l2, end", activation.at("stage", TrialRun.END));
    return panel;
  }

  private static void overRates(XyPanel panel, String name, Cells of) {
    over("rate", panel, name, of, Cell::estimate);
  }

  private void courses() {
    Cells ablations = cells.quantity(TrialRun.ABLATION);
    if (ablations.isEmpty()) {
      return;
    }
    Cell one = ablations.first();
    Cells of = ablations.at("depth", one.number("depth")).at("width", one.number("width"));
    String title = "depth %s, width %s".formatted(one.text("depth"), one.text("width"));
    Cells steps = of.at("reference", TrialRun.COURSE);
    Cells means = of.at("reference", TrialRun.MEAN);
    panels.add(
        course(
            "(3) l2 over training, " + title,
            "λ̂",
            steps.at("candidate", AblationWatch.CANDIDATES.get(0)),
            Cell::estimate));
    panels.add(
        course(
            "(3) activation l2 over training, " + title,
            "λ̂",
            steps.at("candidate", AblationWatch.CANDIDATES.get(1)),
            Cell::estimate));
    panels.add(
        course(
            "share of dropout's mean force that l2 explains",
            "share",
            means.at("candidate", AblationWatch.CANDIDATES.get(0)),
            cell -> cell.measure("share")));
  }

  private static XyPanel course(String title, String y, Cells of, ToDoubleFunction<Cell> number) {
    XyPanel panel = new XyPanel(title, "epoch", y).logX().legend(LegendPosition.OutsideS);
    for (Map.Entry<Object, Cells> rate : of.by("rate").entrySet()) {
      over("last_epoch", panel, "rate " + rate.getKey(), rate.getValue(), number);
    }
    return panel;
  }

  /** The mean over all cells of the same place, with its interval where there are two or more. */
  private static void over(
      String axis, XyPanel panel, String name, Cells of, ToDoubleFunction<Cell> number) {
    List<Map.Entry<Object, Cells>> places = new ArrayList<>(of.by(axis).entrySet());
    double[] x = new double[places.size()];
    double[] y = new double[x.length];
    double[] lower = new double[x.length];
    double[] upper = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = ((Number) places.get(i).getKey()).doubleValue();
      Cells there = places.get(i).getValue();
      Sample sample = Sample.of(there.values(number));
      y[i] = sample.mean();
      lower[i] = sample.lower();
      upper[i] = sample.upper();
    }
    panel.intervals(name, x, y, lower, upper);
  }
}
