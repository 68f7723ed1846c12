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
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Training with the listener is training without it, to the last bit. */
class ObserverEffectTest {

  private static final int EPOCHS = 2;

  static Stream<Arguments> runs() {
    Probe probe = Probe.of(Digits.first(300, DataType.FLOAT));
    Supplier<Model> adam = () -> Networks.dropout(0.5, new Adam(1e-3), DataType.FLOAT, 3);
    Supplier<Model> sgd = () -> Networks.dropout(0.5, new Sgd(0.1), DataType.FLOAT, 3);
    Supplier<Model> graph =
        () -> Networks.dropout(0.5, new Adam(1e-3), DataType.FLOAT, 3).toComputationGraph();
    Reference withoutDropout = Reference.withoutDropout();
    Reference fullBatch = Reference.fullBatch(probe);
    Reference flow = Reference.gradientFlow(probe);
    return Stream.of(true, false)
        .flatMap(
            synchronous ->
                Stream.of(
                    run("Adam, without dropout", adam, withoutDropout, synchronous),
                    run("Adam, full batch", adam, fullBatch, synchronous),
                    run("Adam, without penalties", adam, Reference.withoutPenalties(), synchronous),
                    run("graph, Adam, without dropout", graph, withoutDropout, synchronous),
                    run("Sgd, flow", sgd, flow, synchronous)));
  }

  private static Arguments run(
      String name, Supplier<Model> network, Reference reference, boolean synchronous) {
    return Arguments.of(
        Named.of(name + (synchronous ? ", synchronous" : ", asynchronous"), network),
        reference,
        synchronous);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void fit_withAndWithoutListener_isBitIdentical(
      Supplier<Model> network, Reference reference, boolean synchronous) {
    DataSet digits = Digits.all(DataType.FLOAT);

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
    assertThat(with.parameters()).isEqualTo(without.parameters());
    assertThat(with.updaterState()).isEqualTo(without.updaterState());
    assertThat(with.scores()).isEqualTo(without.scores());
    assertThat(with.randomPosition()).isEqualTo(without.randomPosition());
  }

  private static Outcome train(Model network, DataSet digits) {
    List<Double> scores = new ArrayList<>();
    ScoreHistory history = new ScoreHistory(scores);
    if (network instanceof org.deeplearning4j.nn.multilayer.MultiLayerNetwork multiLayer) {
      multiLayer.addListeners(history);
    } else {
      ((org.deeplearning4j.nn.graph.ComputationGraph) network).addListeners(history);
    }
    Training.fitOn(network, digits, 64, EPOCHS);
    INDArray state = Network.of(network).updaterState();
    return new Outcome(
        floats(network.params()),
        state == null ? List.of() : floats(state),
        scores,
        Nd4j.getRandom().nextLong());
  }

  private static List<Float> floats(INDArray array) {
    List<Float> values = new ArrayList<>();
    for (float value : array.dup().data().asFloat()) {
      values.add(value);
    }
    return values;
  }

  private record Outcome(
      List<Float> parameters, List<Float> updaterState, List<Double> scores, long randomPosition) {}

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
