package io.lambdascope.examples.experiment.horizon;

import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.Flow;
import io.lambdascope.examples.experiment.network.Loss;
import io.lambdascope.examples.experiment.network.NetworkLoss;
import io.lambdascope.examples.experiment.network.Perceptron;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How far gradient descent is from the flow of L and from that of L + (η/4)‖∇L‖² (Barrett and
 * Dherin) after many steps, in float64.
 */
public final class LongHorizon implements Experiment {

  static final String ORIGINAL = "original flow";
  static final String MODIFIED = "modified flow";
  static final String DISTANCE = "distance";
  private static final int EXAMPLES = 2048;
  private static final int QUICK_EXAMPLES = 512;
  private static final int WIDTH = 50;
  private static final int HIDDEN = 5;

  /** By which the flows are exact to 1e-9 of the distances, as halving them shows. */
  private static final int SUBSTEPS = 2;

  /** The experiment. */
  public LongHorizon() {}

  @Override
  public String name() {
    return "long-horizon";
  }

  @Override
  public String title() {
    return "Gradient descent and its modified flow, over many steps";
  }

  @Override
  public String reproduces() {
    return "Appendix I, the long-horizon trajectories; Barrett and Dherin 2021";
  }

  @Override
  public String description() {
    return "Distance of gradient descent from the gradient flow of the loss, and from that of the"
        + " loss with the penalty that theory says discrete steps add.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? 1 : 3;
  }

  @Override
  public boolean needsMnist() {
    return true;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        "Full-batch gradient descent in float64; distances ‖θ_k − φ(kη)‖ at each step k, φ the flow"
            + " from the same start.",
        "Least squares: 1,000 examples of 10 standard normal features, coefficients of deviation 3,"
            + " noise 1, L = (1/2n)‖y − Xθ‖², from θ = 0, step sizes 0.01 and 0.03, 50 steps.",
        String.format(
            Locale.ROOT,
            "MNIST: %,d digits, %d hidden layers of %d units without bias, tanh or ReLU, weights uniform up to 1/√inputs, softmax,"
                + " step size 0.01, 30 steps.",
            examples(settings),
            HIDDEN,
            WIDTH),
        "Flows by Runge–Kutta of fourth order, "
            + SUBSTEPS
            + " substeps a step; Hg by central"
            + " differences.");
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "The paper does not say what its long-horizon networks are; these are those of App. H.5"
            + " at their least width, from their initial weights.");
    if (settings.quick()) {
      changes.add(
          "--quick: one seed by default in place of three, and %d digits in place of %,d."
              .formatted(QUICK_EXAMPLES, EXAMPLES));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    List<Task> tasks = new ArrayList<>();
    for (Case one : Case.ALL) {
      for (int seed = 1; seed <= settings.seeds(); seed++) {
        int repetition = seed;
        tasks.add(
            new Task(
                "%s, eta %s, seed %d".formatted(one.name(), one.eta(), seed),
                one.cost(),
                progress -> run(one, repetition, settings, progress)));
      }
    }
    return tasks;
  }

  private static List<Cell> run(Case one, int seed, Settings settings, Task.Progress progress) {
    Loss loss;
    INDArray start;
    if (one.isMnist()) {
      MultiLayerConfiguration configuration = network(!one.hasKinks(), seed);
      loss =
          new NetworkLoss(
              configuration, settings.mnist().normalized(0, examples(settings), DataType.DOUBLE));
      MultiLayerNetwork fresh = new MultiLayerNetwork(configuration);
      fresh.init();
      start = fresh.params().dup().reshape(fresh.numParams());
    } else {
      loss = new LeastSquares(seed);
      start = Nd4j.zeros(DataType.DOUBLE, LeastSquares.PARAMETERS);
    }
    return distances(one, seed, loss, start, progress);
  }

  private static int examples(Settings settings) {
    return settings.choose(EXAMPLES, QUICK_EXAMPLES);
  }

  private static List<Cell> distances(
      Case one, int seed, Loss loss, INDArray start, Task.Progress progress) {
    double eta = one.eta();
    Flow original = new Flow(loss::gradient);
    Flow modified =
        new Flow(
            theta -> {
              INDArray g = loss.gradient(theta);
              return g.add(loss.hessianTimes(theta, g).muli(eta / 2));
            });
    INDArray descent = start.dup();
    INDArray onOriginal = start.dup();
    INDArray onModified = start.dup();
    List<Cell> cells = new ArrayList<>();
    for (int step = 1; step <= one.steps(); step++) {
      descent.subi(loss.gradient(descent).muli(eta));
      onOriginal = original.after(eta, SUBSTEPS, onOriginal);
      onModified = modified.after(eta, SUBSTEPS, onModified);
      cells.add(cell(one, seed, step, ORIGINAL, descent.distance2(onOriginal)));
      cells.add(cell(one, seed, step, MODIFIED, descent.distance2(onModified)));
      progress.reach((double) step / one.steps());
    }
    return cells;
  }

  private static Cell cell(Case one, int seed, int step, String flow, double distance) {
    return Cell.of(DISTANCE, distance)
        .at("case", one.name())
        .at("eta", one.eta())
        .at("seed", seed)
        .at("flow", flow)
        .at("step", step);
  }

  private static MultiLayerConfiguration network(boolean smooth, int seed) {
    return Perceptron.classifier(MnistDigits.PIXELS, MnistDigits.CLASSES)
        .hidden(HIDDEN, WIDTH)
        .withoutHiddenBias()
        .activation(smooth ? Activation.TANH : Activation.RELU)
        .precision(DataType.DOUBLE)
        .seed(seed)
        .configuration();
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return LongHorizonFindings.of(cells);
  }

  /** Means over the seeds, with bands from the least to the largest. */
  @Override
  public Figure figure(List<Cell> cells) {
    List<Panel> panels = new ArrayList<>();
    for (Case one : Case.ALL) {
      XyPanel panel =
          new XyPanel("%s, η = %s".formatted(one.name(), one.eta()), "step", "distance")
              .logY()
              .rangeX(0, one.steps())
              .legend(LegendPosition.InsideSE);
      for (String flow : List.of(ORIGINAL, MODIFIED)) {
        List<Cells> steps =
            List.copyOf(
                Cells.of(cells)
                    .quantity(DISTANCE)
                    .at("case", one.name())
                    .at("eta", one.eta())
                    .at("flow", flow)
                    .by("step")
                    .values());
        panel.band(
            flow,
            each(steps, step -> step.first().number("step")),
            each(steps, step -> step.sample().mean()),
            each(steps, step -> Arrays.stream(step.estimates()).min().orElse(Double.NaN)),
            each(steps, step -> Arrays.stream(step.estimates()).max().orElse(Double.NaN)));
      }
      panels.add(panel);
    }
    return new Figure(panels, 2);
  }

  private static double[] each(List<Cells> steps, ToDoubleFunction<Cells> number) {
    return steps.stream().mapToDouble(number).toArray();
  }
}
