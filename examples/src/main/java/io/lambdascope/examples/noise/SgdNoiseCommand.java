package io.lambdascope.examples.noise;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sgd-noise}: the study docs/studies/sgd-noise.md. */
@Command(
    name = "sgd-noise",
    description = {
      "Trains on MNIST digits by plain SGD with shuffled mini-batches and estimates, while it runs,",
      "the coefficients of ||grad L||^2 and of the gradient noise, which theory says are eta/4.",
      "Printed in units of that, from antithetic windows of an epoch and from plain ones."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class SgdNoiseCommand implements Callable<Integer> {

  private static final int EXAMPLES = 1024;
  private static final int BATCH = 64;
  private static final int UNITS = 24;
  private static final String HEADER =
      "seed,hidden_layers,eta,epochs,window,regularizer,ratio,lower,upper,r_squared,seconds";

  @Spec private CommandSpec spec;

  @Option(names = "--mnist", required = true, description = "Directory of the digits' IDX files.")
  private Path mnist;

  @Option(
      names = "--eta",
      split = ",",
      defaultValue = "0.0025,0.005,0.01",
      description = "Step sizes (${DEFAULT-VALUE}).")
  private List<Double> etas;

  @Option(
      names = "--layers",
      split = ",",
      defaultValue = "1,3",
      description = "Numbers of hidden tanh layers of 24 units (${DEFAULT-VALUE}).")
  private List<Integer> layers;

  @Option(names = "--epochs", defaultValue = "30", description = "Epochs (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--pairs",
      defaultValue = "4",
      description = "Pairs of orders that are replayed (${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--no-plain",
      description = "Leaves the plain windows out, which take a third of the time.")
  private boolean noPlain;

  @Option(
      names = "--leading-order",
      description = "Beside them antithetic windows without the next orders in eta.")
  private boolean leadingOrder;

  @Option(names = "--first-seed", defaultValue = "1", description = "Of them (${DEFAULT-VALUE}).")
  private long firstSeed;

  @Option(names = "--seeds", defaultValue = "1", description = "How many (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--out",
      defaultValue = "lambdascope-sgd-noise.csv",
      description = "Where the table goes (${DEFAULT-VALUE}).")
  private Path out;

  SgdNoiseCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    DataSet digits = MnistDigits.read(mnist).range(0, EXAMPLES, DataType.DOUBLE);
    List<String> rows = new ArrayList<>(List.of(HEADER));
    for (int hidden : layers) {
      for (double eta : etas) {
        int held = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
          held += run(digits, hidden, eta, seed, rows, console) ? 1 : 0;
          // After each, so that what is done is there if the rest is not waited for.
          Files.write(out, rows, StandardCharsets.UTF_8);
        }
        console.printf(
            Locale.ROOT,
            "hidden layers %d  eta %.4f  both intervals hold eta/4 in %d of %d runs%n",
            hidden,
            eta,
            held,
            seeds);
        console.flush();
      }
    }
    console.printf("Table: %s%n", out.toAbsolutePath());
    return 0;
  }

  /** Whether both intervals of the antithetic windows hold. */
  private boolean run(
      DataSet digits, int hidden, double eta, long seed, List<String> rows, PrintWriter console) {
    long start = System.nanoTime();
    MultiLayerNetwork network = network(digits, hidden, eta, seed);
    List<Window> windows = new ArrayList<>();
    windows.add(Window.epoch().antithetic(pairs));
    if (leadingOrder) {
      windows.add(Window.epoch().antithetic(pairs).leadingOrder());
    }
    if (!noPlain) {
      windows.add(Window.epoch());
    }
    List<ImplicitBiasListener> listeners =
        windows.stream().map(window -> listener(network, window)).toList();
    try {
      network.setListeners(listeners.toArray(TrainingListener[]::new));
      ShuffledBatches batches = new ShuffledBatches(digits, BATCH, seed);
      for (int epoch = 0; epoch < epochs; epoch++) {
        network.fit(batches.epoch());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Row row = new Row(seed, hidden, eta, network.numParams(), seconds);
      List<Boolean> holds = new ArrayList<>();
      for (int i = 0; i < windows.size(); i++) {
        holds.add(row.add(windows.get(i), listeners.get(i).snapshot(), rows, console));
      }
      return holds.get(0);
    } finally {
      listeners.forEach(ImplicitBiasListener::close);
    }
  }

  private final class Row {
    private final long seed;
    private final int hidden;
    private final double eta;
    private final long parameters;
    private final double seconds;

    Row(long seed, int hidden, double eta, long parameters, double seconds) {
      this.seed = seed;
      this.hidden = hidden;
      this.eta = eta;
      this.parameters = parameters;
      this.seconds = seconds;
    }

    /** Whether both intervals hold 1. */
    boolean add(Window window, MonitorSnapshot snapshot, List<String> rows, PrintWriter console) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      boolean holds = true;
      console.printf(
          Locale.ROOT, "seed %2d  layers %d  eta %.4f  %-30s", seed, hidden, eta, window.name());
      for (int j = 0; j < 2; j++) {
        Coefficient coefficient = estimate.coefficient(j);
        // R of gradient_norm is a mean over parameters, that of gradient_noise a sum.
        double unit = eta / 4 * (j == 0 ? parameters : 1);
        double lower = coefficient.lower() / unit;
        double upper = coefficient.upper() / unit;
        holds &= lower <= 1 && upper >= 1;
        String name = j == 0 ? "gradient_norm" : "gradient_noise";
        rows.add(
            String.format(
                Locale.ROOT,
                "%d,%d,%s,%d,%s,%s,%.4f,%.4f,%.4f,%.4f,%.0f",
                seed,
                hidden,
                eta,
                epochs,
                window.name(),
                name,
                coefficient.value() / unit,
                lower,
                upper,
                estimate.fit().rSquared(),
                seconds));
        console.printf(
            Locale.ROOT,
            "  %s %6.3f [%6.3f, %6.3f]",
            name,
            coefficient.value() / unit,
            lower,
            upper);
      }
      console.printf(Locale.ROOT, "  R2 %.3f  %.0f s%n", estimate.fit().rSquared(), seconds);
      console.flush();
      return holds;
    }
  }

  private ImplicitBiasListener listener(MultiLayerNetwork network, Window window) {
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

  private static MultiLayerNetwork network(DataSet digits, int hidden, double eta, long seed) {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(eta))
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.TANH)
            .list();
    for (int i = 0; i < hidden; i++) {
      int inputs = i == 0 ? (int) digits.getFeatures().size(1) : UNITS;
      list.layer(new DenseLayer.Builder().nIn(inputs).nOut(UNITS).build());
    }
    list.layer(
        new OutputLayer.Builder()
            .nIn(UNITS)
            .nOut((int) digits.getLabels().size(1))
            .activation(Activation.SOFTMAX)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }
}
