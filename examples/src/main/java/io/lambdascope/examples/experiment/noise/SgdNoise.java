package io.lambdascope.examples.experiment.noise;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.noise.NoiseRun.Arm;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The coefficients of ‖∇L‖² and of the gradient noise that plain SGD has in the mean over the
 * orders of its mini-batches, η/4 both (Smith et al.), from live training.
 */
public final class SgdNoise implements Experiment {

  static final List<Double> STEP_SIZES = List.of(0.0025, 0.005, 0.01);

  private static final int EPOCHS = 10;
  private static final int QUICK_EPOCHS = 4;
  private static final int SEEDS = 6;

  /** Of the figure's near view, where the antithetic windows are. */
  private static final double NEAR = 0.2;

  private static final double FAR = 3;

  /** Room at both ends of the horizontal axis, and between the windows of a step size. */
  private static final double ROOM = 1.3;

  private static final double APART = 1.05;

  /** The experiment. */
  public SgdNoise() {}

  @Override
  public String name() {
    return "sgd-noise";
  }

  @Override
  public String title() {
    return "The two penalties of plain SGD, live";
  }

  @Override
  public String reproduces() {
    return "the theory of Smith, Dherin, Barrett and De 2021; no figure of the paper";
  }

  @Override
  public String description() {
    return "Coefficients of ‖∇L‖² and of the gradient noise, theory η/4 each, while SGD runs, from"
        + " windows of an epoch: plain, and antithetic with and without the next orders in η.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? 1 : SEEDS;
  }

  @Override
  public boolean needsMnist() {
    return true;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d MNIST digits, pixels in [0, 1], mini-batches of %d in a new order each epoch; one"
                + " hidden tanh layer of %d units, weights uniform up to 1/√inputs, softmax;"
                + " float64.",
            NoiseRun.EXAMPLES,
            NoiseRun.BATCH,
            NoiseRun.UNITS),
        "Plain SGD, step sizes %s, %d epochs from the initial weights, %d seeds."
            .formatted(STEP_SIZES, settings.epochs(EPOCHS, QUICK_EPOCHS), settings.seeds()),
        "Listeners: reference gradientFlow() over the window's own mini-batches, regularizers"
            + " gradientNorm and gradientNoise, all epochs alike, one training run watched by all.",
        "Windows: an epoch with %d pairs of orders replayed, next orders in η partialled out; the same by the leading order alone; the epoch as it was."
            .formatted(NoiseRun.PAIRS));
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "The paper has no experiment on the noise of SGD: the protocol is this project's own.");
    if (settings.quick()) {
      changes.add(
          "--quick: %d epochs in place of %d, one seed in place of %d."
              .formatted(settings.epochs(EPOCHS, QUICK_EPOCHS), EPOCHS, SEEDS));
    } else if (settings.epochs(EPOCHS, QUICK_EPOCHS) < EPOCHS) {
      changes.add(
          "--epochs: %d in place of %d.".formatted(settings.epochs(EPOCHS, QUICK_EPOCHS), EPOCHS));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    List<Task> tasks = new ArrayList<>();
    for (double eta : STEP_SIZES) {
      for (int seed = 1; seed <= settings.seeds(); seed++) {
        NoiseRun run =
            new NoiseRun(settings.mnist(), eta, settings.epochs(EPOCHS, QUICK_EPOCHS), seed);
        tasks.add(new Task("eta %s, seed %d".formatted(eta, seed), 1, run::run));
      }
    }
    return tasks;
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return SgdNoiseFindings.of(cells);
  }

  @Override
  public Figure figure(List<Cell> cells) {
    Cells ratios = Cells.of(cells).quantity(NoiseRun.RATIO);
    return Figure.of(
        2,
        panel("‖∇L‖²", ratios.at("regularizer", NoiseRun.NORM), FAR),
        panel("Gradient noise", ratios.at("regularizer", NoiseRun.NOISE), FAR),
        panel("‖∇L‖², near 1", ratios.at("regularizer", NoiseRun.NORM), NEAR),
        panel("Gradient noise, near 1", ratios.at("regularizer", NoiseRun.NOISE), NEAR));
  }

  /** The mean over the seeds of estimates and of the ends of their intervals. */
  private static XyPanel panel(String title, Cells cells, double around) {
    double first = STEP_SIZES.get(0) / ROOM;
    double last = STEP_SIZES.get(STEP_SIZES.size() - 1) * ROOM;
    XyPanel panel =
        new XyPanel(title, "η", "coefficient over η/4")
            .logX()
            .rangeX(first, last)
            .rangeY(1 - around, 1 + around)
            .legend(LegendPosition.OutsideE)
            .level("theory", 1, first, last);
    double shift = 1 / APART;
    for (Arm arm : Arm.values()) {
      if (arm == Arm.PLAIN && around == NEAR) {
        continue; // far wider than the view
      }
      List<Cells> groups = List.copyOf(cells.at("window", arm.title()).by("eta").values());
      double aside = shift;
      panel.intervals(
          arm.title(),
          means(groups, cell -> cell.number("eta") * aside),
          means(groups, Cell::estimate),
          atLeast(1 - around, means(groups, Cell::lower)),
          atMost(1 + around, means(groups, Cell::upper)));
      shift *= APART;
    }
    return panel;
  }

  private static double[] means(List<Cells> groups, ToDoubleFunction<Cell> number) {
    return groups.stream()
        .mapToDouble(group -> group.stream().mapToDouble(number).average().orElse(Double.NaN))
        .toArray();
  }

  // Bars end at the edge of the view where they are longer.

  private static double[] atLeast(double edge, double[] values) {
    return Arrays.stream(values).map(value -> Math.max(edge, value)).toArray();
  }

  private static double[] atMost(double edge, double[] values) {
    return Arrays.stream(values).map(value -> Math.min(edge, value)).toArray();
  }
}
