package io.lambdascope.examples.experiment.noise;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.theory.ImplicitGradientRegularization;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.Perceptron;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * One live run of plain SGD, watched by a listener for each kind of window.
 *
 * @param digits MNIST
 * @param eta η
 * @param epochs of training, a sample each
 * @param seed of the weights and the orders of mini-batches
 */
record NoiseRun(MnistDigits digits, double eta, int epochs, int seed) {

  static final String RATIO = "ratio";
  static final String NORM = "gradient_norm";
  static final String NOISE = "gradient_noise";

  static final int EXAMPLES = 1024;
  static final int BATCH = 64;
  static final int UNITS = 24;

  /** Pairs of orders of an antithetic window. */
  static final int PAIRS = 4;

  /** A kind of window, and how it is called. */
  enum Arm {
    /** The mean over replays in several orders, next orders in η partialled out. */
    ANTITHETIC("antithetic"),
    /** The same without the next orders. */
    LEADING("leading order"),
    /** The epoch as it was. */
    PLAIN("plain");

    private final String title;

    Arm(String title) {
      this.title = title;
    }

    Window window() {
      return switch (this) {
        case ANTITHETIC -> Window.epoch().antithetic(PAIRS);
        case LEADING -> Window.epoch().antithetic(PAIRS).leadingOrder();
        case PLAIN -> Window.epoch();
      };
    }

    String title() {
      return title;
    }
  }

  List<Cell> run(Task.Progress progress) {
    DataSet data = digits.range(0, EXAMPLES, DataType.DOUBLE);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Perceptron.classifier(MnistDigits.PIXELS, MnistDigits.CLASSES)
                .hidden(1, UNITS)
                .activation(Activation.TANH)
                .precision(DataType.DOUBLE)
                .updater(new Sgd(eta))
                .seed(seed)
                .configuration());
    network.init();
    Map<Arm, ImplicitBiasListener> listeners = new EnumMap<>(Arm.class);
    try {
      for (Arm arm : Arm.values()) {
        listeners.put(arm, listener(network, arm.window()));
      }
      network.setListeners(listeners.values().toArray(TrainingListener[]::new));
      ShuffledBatches batches = new ShuffledBatches(data, BATCH, seed);
      for (int epoch = 1; epoch <= epochs; epoch++) {
        network.fit(batches.epoch());
        progress.reach((double) epoch / epochs);
      }
      List<Cell> cells = new ArrayList<>();
      listeners.forEach(
          (arm, listener) -> cells.addAll(cells(arm, listener.snapshot(), network.numParams())));
      return cells;
    } finally {
      listeners.values().forEach(ImplicitBiasListener::close);
    }
  }

  private static ImplicitBiasListener listener(MultiLayerNetwork network, Window window) {
    return ImplicitBiasListener.builder()
        .reference(Reference.gradientFlow())
        .window(window)
        .regularizers(Regularizers.gradientNorm(), Regularizers.gradientNoise(BATCH))
        .estimator(new CumulativeEstimator())
        .stride(1)
        .synchronous()
        .run("sgd-noise")
        .build(network);
  }

  private List<Cell> cells(Arm arm, MonitorSnapshot snapshot, long parameters) {
    ImplicitGradientRegularization theory = new ImplicitGradientRegularization(eta);
    Optional<LambdaEstimate> estimate = snapshot.estimate();
    // R of gradient_norm is a mean over parameters, that of gradient_noise a sum.
    return List.of(
        cell(arm, NORM, estimate, 0, theory.coefficient(parameters)),
        cell(arm, NOISE, estimate, 1, theory.perParameter()));
  }

  private Cell cell(
      Arm arm, String regularizer, Optional<LambdaEstimate> estimate, int term, double unit) {
    Cell cell = Cell.of(RATIO, Double.NaN).standing(Standing.NOT_IDENTIFIABLE);
    if (estimate.isPresent()) {
      Coefficient coefficient = estimate.orElseThrow().coefficient(term);
      cell =
          Cell.of(RATIO, coefficient.value() / unit)
              .interval(coefficient.lower() / unit, coefficient.upper() / unit)
              .standing(coefficient.isIdentified() ? Standing.VALID : Standing.NOT_IDENTIFIABLE)
              .measure("lambda", coefficient.value())
              .measure("r_squared", estimate.orElseThrow().fit().rSquared());
    }
    return cell.at("eta", eta)
        .at("seed", seed)
        .at("window", arm.title)
        .at("regularizer", regularizer)
        .truth(1)
        .measure("theory", unit);
  }
}
