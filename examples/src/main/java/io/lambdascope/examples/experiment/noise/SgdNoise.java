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

  /** Half the height of the figure's view in which plain windows are. */
  private static final double FAR = 3;

  /** Of the horizontal axis, beyond the last step size. */
  private static final double END = 0.0115;

  /** Between the windows of a step size. */
  private static final double APART = 2e-4;

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
          "--quick: %d epochs in place of %d, one seed by default in place of %d."
              .formatted(settings.epochs(EPOCHS, QUICK_EPOCHS), EPOCHS, SEEDS));
    } else if (settings.epochs(EPOCHS, QUICK_EPOCHS) < EPOCHS) {
      changes.add(
          "--epochs: %d in place of %d.".formatted(settings.epochs(EPOCHS, QUICK_EPOCHS), EPOCHS));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    settings.mnist().requireAtLeast(NoiseRun.EXAMPLES);
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
        panel("‖∇L‖²", ratios.at("regularizer", NoiseRun.NORM), true),
        panel("Gradient noise", ratios.at("regularizer", NoiseRun.NOISE), true),
        panel("‖∇L‖², antithetic only", ratios.at("regularizer", NoiseRun.NORM), false),
        panel("Gradient noise, antithetic only", ratios.at("regularizer", NoiseRun.NOISE), false));
  }

  /** The mean over the seeds of estimates and of the ends of their intervals. */
  private static XyPanel panel(String title, Cells cells, boolean plain) {
    XyPanel panel =
        new XyPanel(title, "η", "coefficient over η/4")
            .rangeX(0, END)
            .legend(LegendPosition.OutsideE)
            .level("theory", 1, 0, END);
    if (plain) {
      panel.rangeY(1 - FAR, 1 + FAR);
    }
    double shift = -APART;
    for (Arm arm : Arm.values()) {
      if (arm == Arm.PLAIN && !plain) {
        continue;
      }
      List<Cells> groups = List.copyOf(cells.at("window", arm.title()).by("eta").values());
      double aside = shift;
      double[] lower = means(groups, Cell::lower);
      double[] upper = means(groups, Cell::upper);
      panel.intervals(
          arm.title(),
          means(groups, cell -> cell.number("eta") + aside),
          means(groups, Cell::estimate),
          // Bars end at the edge of the view where they are longer.
          plain ? Arrays.stream(lower).map(end -> Math.max(1 - FAR, end)).toArray() : lower,
          plain ? Arrays.stream(upper).map(end -> Math.min(1 + FAR, end)).toArray() : upper);
      shift += APART;
    }
    return panel;
  }

  private static double[] means(List<Cells> groups, ToDoubleFunction<Cell> number) {
    return groups.stream()
        .mapToDouble(group -> group.stream().mapToDouble(number).average().orElse(Double.NaN))
        .toArray();
  }
}
