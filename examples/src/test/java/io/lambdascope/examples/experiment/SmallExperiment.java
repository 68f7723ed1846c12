package io.lambdascope.examples.experiment;

import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Real trainings, of a network with dropout, in a fraction of a second each; task {@code failing}
 * fails, where there is one.
 */
final class SmallExperiment implements Experiment {

  private static final int STEPS = 20;
  private static final int EXAMPLES = 16;
  private static final int INPUTS = 5;

  private final int failing;
  private final AtomicInteger runs = new AtomicInteger();

  SmallExperiment(int failing) {
    this.failing = failing;
  }

  SmallExperiment() {
    this(-1);
  }

  /** How many tasks were run. */
  int runs() {
    return runs.get();
  }

  @Override
  public String name() {
    return "small";
  }

  @Override
  public String title() {
    return "A <small> experiment & its \"title\"";
  }

  @Override
  public String reproduces() {
    return "Nothing";
  }

  @Override
  public String description() {
    return "For tests.";
  }

  @Override
  public int seeds(boolean quick) {
    return 6;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of("Trains <b>a little</b>.");
  }

  @Override
  public List<String> changes(Settings settings) {
    return List.of();
  }

  @Override
  public List<Task> tasks(Settings settings) {
    List<Task> tasks = new ArrayList<>();
    for (int seed = 1; seed <= settings.seeds(); seed++) {
      int one = seed;
      tasks.add(new Task("seed " + seed, seed, progress -> train(one)));
    }
    return tasks;
  }

  private List<Cell> train(int seed) {
    runs.incrementAndGet();
    if (seed == failing) {
      throw new IllegalArgumentException("this one\nfails");
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(INPUTS)
                        .nOut(8)
                        .activation(Activation.TANH)
                        .dropOut(0.5)
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    Random random = new Random(seed);
    double[][] x = new double[EXAMPLES][INPUTS];
    double[][] y = new double[EXAMPLES][1];
    for (int i = 0; i < EXAMPLES; i++) {
      for (int j = 0; j < INPUTS; j++) {
        x[i][j] = random.nextGaussian();
      }
      y[i][0] = x[i][0] - x[i][1];
    }
    DataSet data = new DataSet(Nd4j.create(x), Nd4j.create(y));
    for (int step = 0; step < STEPS; step++) {
      network.fit(data);
    }
    INDArray drawn = Nd4j.rand(DataType.DOUBLE, 1);
    return List.of(
        Cell.of("norm", network.params().norm2Number().doubleValue()).at("seed", seed),
        Cell.of("drawn", drawn.getDouble(0))
            .at("seed", seed)
            .interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  @Override
  public Findings findings(List<Cell> cells) {
    Sample norms = Cells.of(cells).quantity("norm").sample();
    return new Findings(
        List.of(
            Finding.of("mean_norm", norms.mean(), "mean of the norms"),
            Finding.atLeast("seeds", norms.size(), 1, "seeds done"),
            Finding.atMost("unknown", Double.NaN, 1, "what is not <known>")),
        List.of("Done: " + norms.size()));
  }

  @Override
  public Figure figure(List<Cell> cells) {
    Cells norms = Cells.of(cells).quantity("norm");
    return Figure.of(
        1,
        new XyPanel("norms", "seed", "norm")
            .points("norm", norms.values(cell -> cell.number("seed")), norms.estimates()));
  }
}
