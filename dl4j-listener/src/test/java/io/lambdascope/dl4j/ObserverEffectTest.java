package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Training with the listener is training without it, to the last bit. */
class ObserverEffectTest {

  private static final int EXAMPLES = 300;
  private static final int EPOCHS = 2;

  /** What is random or stateful in the network beside its updater. */
  private enum Kind {
    PLAIN,
    DROPOUT,
    DROP_CONNECT,
    BATCH_NORMALIZATION
  }

  static Stream<Arguments> matrix() {
    List<Arguments> runs = new ArrayList<>();
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Probe probe = Probe.of(Digits.first(100, type));
      for (IUpdater updater :
          List.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3), new RmsProp(1e-3))) {
        for (Kind kind : Kind.values()) {
          for (boolean graph : new boolean[] {false, true}) {
            for (boolean synchronous : new boolean[] {true, false}) {
              Supplier<Model> network =
                  () -> {
                    MultiLayerNetwork made = network(kind, updater, type);
                    return graph ? made.toComputationGraph() : made;
                  };
              String name =
                  "%s, %s, %s, %s, %s"
                      .formatted(
                          updater.getClass().getSimpleName(),
                          kind,
                          type,
                          graph ? "graph" : "multi-layer",
                          synchronous ? "synchronous" : "asynchronous");
              runs.add(
                  Arguments.of(
                      Named.of(name, network),
                      reference(kind, updater, probe, synchronous),
                      type,
                      synchronous));
            }
          }
        }
      }
    }
    return runs.stream();
  }

  /** So that over the matrix every kind of reference is at work. */
  private static Reference reference(
      Kind kind, IUpdater updater, Probe probe, boolean synchronous) {
    return switch (kind) {
      case PLAIN ->
          updater instanceof Sgd
              ? Reference.gradientFlow(probe)
              : synchronous ? Reference.fullBatch(probe) : Reference.stationarity(probe);
      case DROPOUT -> synchronous ? Reference.dropoutMean(3) : Reference.withoutDropout();
      case DROP_CONNECT ->
          synchronous ? Reference.withoutDropout() : Reference.fullBatch(probe).keepingDropout(2);
      case BATCH_NORMALIZATION ->
          synchronous ? Reference.withoutPenalties() : Reference.withoutUpdater();
    };
  }

  private static MultiLayerNetwork network(Kind kind, IUpdater updater, DataType type) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(type)
            .updater(updater)
            .activation(Activation.TANH)
            .l2(1e-3);
    if (kind == Kind.DROPOUT) {
      builder.dropOut(0.7);
    } else if (kind == Kind.DROP_CONNECT) {
      builder.weightNoise(new DropConnect(0.7));
    }
    var layers = builder.list().layer(new DenseLayer.Builder().nIn(64).nOut(12).build());
    if (kind == Kind.BATCH_NORMALIZATION) {
      layers.layer(new BatchNormalization.Builder().nIn(12).nOut(12).build());
    }
    layers.layer(new OutputLayer.Builder().nIn(12).nOut(10).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void fit_withAndWithoutListener_isBitIdentical(
      Supplier<Model> network, Reference reference, DataType type, boolean synchronous) {
    DataSet digits = Digits.first(EXAMPLES, type);

    // Seeded before the listener is made, so that what making it draws would show too.
    Model unwatched = network.get();
    Training.seed();
    Outcome without = train(unwatched, digits);

    Model watched = network.get();
    Training.seed();
    var settings =
        ImplicitBiasListener.builder()
            .reference(reference)
            .regularizers(Regularizers.l2(), Regularizers.l1(), Regularizers.gradientNorm())
            .stride(1);
    if (synchronous) {
      settings.synchronous();
    }
    Outcome with;
    MonitorSnapshot last;
    try (ImplicitBiasListener listener = settings.attach(watched)) {
      with = train(watched, digits);
      listener.close();
      last = listener.snapshot();
    }

    assertThat(last.samples()).isPositive();
    assertThat(last.failures().values()).containsOnly(0L);
    assertThat(with).isEqualTo(without);
  }

  private static Outcome train(Model network, DataSet digits) {
    List<Double> scores = new ArrayList<>();
    ScoreHistory history = new ScoreHistory(scores);
    if (network instanceof MultiLayerNetwork multiLayer) {
      multiLayer.addListeners(history);
    } else {
      ((ComputationGraph) network).addListeners(history);
    }
    Training.fitOn(network, digits, 64, EPOCHS);
    INDArray state = Network.of(network).updaterState();
    return new Outcome(
        values(network.params()),
        state == null ? List.of() : values(state),
        scores,
        Nd4j.getRandom().nextLong());
  }

  /** Doubles hold floats exactly. */
  private static List<Double> values(INDArray array) {
    return DoubleStream.of(array.dup().data().asDouble()).boxed().toList();
  }

  private record Outcome(
      List<Double> parameters,
      List<Double> updaterState,
      List<Double> scores,
      long randomPosition) {}

  private static final class ScoreHistory extends BaseTrainingListener {
    private final List<Double> scores;

    ScoreHistory(List<Double> scores) {
      this.scores = scores;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      scores.add(model.score());
    }
  }
}
