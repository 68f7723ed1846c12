package io.lambdascope.examples.experiment.illustration;

import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.B;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.SEED;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.STEP;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.STEP_SIZE;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.W;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.WINDOW_B;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.WINDOW_W;

import io.lambdascope.core.theory.ImplicitGradientRegularization;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Fig. 2, the deviations of all paths' first step, and each path's estimate. */
final class TrajectoryFigure {

  private TrajectoryFigure() {}

  static Figure of(List<Cell> all) {
    Cells cells = Cells.of(all);
    return Figure.of(2, path(cells), steps(cells), deviations(cells), estimates(cells));
  }

  private static Panel path(Cells cells) {
    XyPanel panel = surface("The loss, its flow, and SGD", cells);
    Cells flow =
        cells.quantity(TrajectoryTasks.LOSS).at(TrajectoryTasks.PATH, TrajectoryTasks.FLOW);
    Cells minimum =
        cells.quantity(TrajectoryTasks.LOSS).at(TrajectoryTasks.PATH, TrajectoryTasks.MINIMUM);
    Cells sgd = sgd(cells);
    return panel
        .line("gradient flow", w(flow), b(flow))
        .intervals("SGD", w(sgd), b(sgd), b(sgd), b(sgd))
        .published("minimum", w(minimum), b(minimum));
  }

  private static Panel steps(Cells cells) {
    Cells sgd = sgd(cells);
    Cells deviations = cells.quantity(TrajectoryTasks.DEVIATION).at(SEED, 1);
    List<Cell> places = sgd.list();
    List<Cell> steps = deviations.list();
    int count = Math.min(places.size(), steps.size());
    double[][] from = new double[2][count];
    double[][] full = new double[2][count];
    double[][] next = new double[2][count];
    for (int i = 0; i < count; i++) {
      Cell place = places.get(i);
      Cell step = steps.get(i);
      from[0][i] = place.measure(W);
      from[1][i] = place.measure(B);
      full[0][i] = from[0][i] - STEP_SIZE * step.measure(TrajectoryTasks.GRADIENT_W);
      full[1][i] = from[1][i] - STEP_SIZE * step.measure(TrajectoryTasks.GRADIENT_B);
      next[0][i] = full[0][i] - STEP_SIZE * step.measure(TrajectoryTasks.DEVIATION_W);
      next[1][i] = full[1][i] - STEP_SIZE * step.measure(TrajectoryTasks.DEVIATION_B);
    }
    return new XyPanel("Each step: full batch, and the deviation from it", W, B)
        .legend(LegendPosition.InsideSW)
        .strokes("full-batch step", from[0], from[1], full[0], full[1])
        .strokes("deviation −η b_t", full[0], full[1], next[0], next[1])
        .points("SGD", w(sgd), b(sgd));
  }

  private static XyPanel surface(String title, Cells cells) {
    XyPanel panel =
        new XyPanel(title, W, B)
            .rangeX(WINDOW_W[0], WINDOW_W[1])
            .rangeY(WINDOW_B[0], WINDOW_B[1])
            .legend(LegendPosition.InsideSW);
    Cells minimum =
        cells.quantity(TrajectoryTasks.LOSS).at(TrajectoryTasks.PATH, TrajectoryTasks.MINIMUM);
    if (minimum.isEmpty()) {
      return panel;
    }
    double w = minimum.first().measure(W);
    double b = minimum.first().measure(B);
    for (Cells level : cells.quantity(TrajectoryTasks.CONTOUR).by(TrajectoryTasks.LEVEL).values()) {
      List<double[]> piece = new ArrayList<>();
      for (Cell cell : level.list()) {
        double angle = cell.number(TrajectoryTasks.ANGLE);
        double radius = cell.estimate();
        if (Double.isFinite(radius)) {
          piece.add(new double[] {w + radius * Math.cos(angle), b + radius * Math.sin(angle)});
        } else {
          draw(panel, piece);
        }
      }
      draw(panel, piece);
    }
    return panel;
  }

  /** Draws a piece of a contour that the window does not cut, and begins the next. */
  private static void draw(XyPanel panel, List<double[]> piece) {
    if (piece.size() > 1) {
      panel.contour(
          piece.stream().mapToDouble(point -> point[0]).toArray(),
          piece.stream().mapToDouble(point -> point[1]).toArray());
    }
    piece.clear();
  }

  private static Panel deviations(Cells cells) {
    Cells first = cells.quantity(TrajectoryTasks.DEVIATION).at(STEP, 0);
    double[] w = first.values(cell -> cell.measure(TrajectoryTasks.DEVIATION_W));
    double[] b = first.values(cell -> cell.measure(TrajectoryTasks.DEVIATION_B));
    return new XyPanel("Deviations of the first step, all paths", "b_t of w", "b_t of b")
        .legend(LegendPosition.InsideSE)
        .points("a path", w, b)
        .points("mean", new double[] {Sample.of(w).mean()}, new double[] {Sample.of(b).mean()});
  }

  private static Panel estimates(Cells cells) {
    Cells lambdas =
        cells
            .quantity(TrajectoryTasks.LAMBDA)
            .at(TrajectoryTasks.CANDIDATE, TrajectoryTasks.SQUARED_GRADIENT);
    XyPanel panel =
        new XyPanel("λ̂ of ‖∇L‖² from six steps, over paths", "λ̂", "share of paths below")
            .legend(LegendPosition.InsideSE);
    for (String reference : List.of(TrajectoryTasks.FULL_BATCH, TrajectoryTasks.FLOW_REFERENCE)) {
      double[] sorted = lambdas.at(TrajectoryTasks.REFERENCE, reference).estimates();
      Arrays.sort(sorted);
      double[] share = new double[sorted.length];
      Arrays.setAll(share, i -> (i + 0.5) / share.length);
      panel.line(
          reference.equals(TrajectoryTasks.FULL_BATCH) ? "from the gradient" : "from the flow",
          sorted,
          share);
    }
    double theory = new ImplicitGradientRegularization(STEP_SIZE).perParameter();
    double[] height = {0, 1};
    return panel
        .reference("0", new double[] {0, 0}, height)
        .reference("η/4", new double[] {theory, theory}, height);
  }

  private static Cells sgd(Cells cells) {
    return cells
        .quantity(TrajectoryTasks.LOSS)
        .at(TrajectoryTasks.PATH, TrajectoryTasks.SGD)
        .at(SEED, 1);
  }

  private static double[] w(Cells cells) {
    return cells.values(cell -> cell.measure(W));
  }

  private static double[] b(Cells cells) {
    return cells.values(cell -> cell.measure(B));
  }
}
