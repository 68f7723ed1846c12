package io.lambdascope.examples.experiment.linear;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.MatrixPanel;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.List;

/** Fig. 7. */
final class BootstrapFigure {

  private static final int COLUMNS = 3;

  /** Below which bands are cut, as nothing up to zero is on a logarithmic axis. */
  private static final double FLOOR = 0.1;

  private static final double CEILING = 100;
  private static final String RELATIVE = "‖Λ̂ − Λ‖ / ‖Λ‖";

  private BootstrapFigure() {}

  static Figure of(List<Cell> all) {
    Cells cells = Cells.of(all);
    double[][] theory = PenaltyMatrix.of(all, BootstrapTasks.THEORY);
    double largest = PenaltyMatrix.largest(theory);
    return new Figure(
        List.of(
            new MatrixPanel("A  Λ of theory", theory, largest),
            matrix(all, "B  least norm, from the dataset alone", 1, largest),
            matrix(all, "C  Λ̂ from 50 endpoints", 50, largest),
            matrix(all, "D  Λ̂ from 100 endpoints", BootstrapTasks.ENDPOINTS, largest),
            distance(cells),
            sweep(cells)),
        COLUMNS);
  }

  private static Panel matrix(List<Cell> cells, String title, int m, double largest) {
    return new MatrixPanel(title, PenaltyMatrix.of(cells, BootstrapTasks.source(m)), largest);
  }

  private static Panel distance(Cells cells) {
    DistanceCurve curve =
        DistanceCurve.relative(cells.at(BootstrapTasks.SIGMA, BootstrapTasks.NOISY));
    List<Integer> drawn = BootstrapTasks.DRAWN_M;
    double[] marks = drawn.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] means = drawn.stream().mapToDouble(m -> mean(curve, m)).toArray();
    return new XyPanel("E  distance at σ = 10", "endpoints m", RELATIVE)
        .logY()
        .rangeY(FLOOR, CEILING)
        .band("mean and 95% of pools", curve.m(), curve.mean(), curve.lower(FLOOR), curve.upper())
        .points("drawn in B, C, D", marks, means)
        .level("Λ̂ = 0", 1, 0.5, BootstrapTasks.ENDPOINTS);
  }

  private static double mean(DistanceCurve curve, int m) {
    for (int i = 0; i < curve.m().length; i++) {
      if (curve.m()[i] == m) {
        return curve.mean()[i];
      }
    }
    return Double.NaN;
  }

  private static Panel sweep(Cells cells) {
    List<Cells> sweep = BootstrapFindings.sweep(cells);
    double[] sigma = sweep.stream().mapToDouble(BootstrapFindings::sigma).toArray();
    List<Sample> samples = sweep.stream().map(BootstrapFindings::relative).toList();
    Cells others = cells.quantity(BootstrapTasks.OTHER_DATASET);
    return new XyPanel("F  distance from 100 endpoints", "noise σ", RELATIVE)
        .logY()
        .rangeY(FLOOR, CEILING)
        .band(
            "mean and 95% of pools",
            sigma,
            samples.stream().mapToDouble(Sample::mean).toArray(),
            samples.stream().mapToDouble(sample -> Math.max(FLOOR, sample.lower())).toArray(),
            samples.stream().mapToDouble(Sample::upper).toArray())
        .points(
            "other datasets",
            others.values(cell -> cell.number(BootstrapTasks.SIGMA)),
            others.estimates())
        .level("Λ̂ = 0", 1, 0, BootstrapTasks.SIGMAS.get(BootstrapTasks.SIGMAS.size() - 1));
  }
}
