package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Each segment of truncated backpropagation through time is referenced from its carried state. */
class TruncatedBackpropagationTest {

  private static final DataType TYPE = DataType.FLOAT;
  private static final int HIDDEN = 4;
  private static final int FORWARD = 4;

  /** Ten time steps in segments of 4, 4 and 2. */
  private static final int SEGMENTS = 3;

  private static final DataSet UNMASKED =
      new DataSet(Sequences.features(TYPE), Sequences.labels(TYPE));
  private static final DataSet MASKED =
      new DataSet(
          Sequences.features(TYPE),
          Sequences.labels(TYPE),
          Sequences.mask(TYPE, 7),
          Sequences.mask(TYPE, 5));

  private static MultiLayerNetwork network(BaseRecurrentLayer first, BaseRecurrentLayer second) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Sequences.builder(TYPE)
                .list()
                .layer(first)
                .layer(second)
                .layer(Sequences.output(HIDDEN))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(FORWARD)
                .build());
    network.init();
    return network;
  }

  private static LSTM lstm(int inputs) {
    return new LSTM.Builder().nIn(inputs).nOut(HIDDEN).build();
  }

  private static SimpleRnn simple(int inputs) {
    return new SimpleRnn.Builder().nIn(inputs).nOut(HIDDEN).build();
  }

  @SuppressWarnings("deprecation") // the one class that starts from the other of the two states
  private static BaseRecurrentLayer graves(int inputs) {
    return new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
        .nIn(inputs)
        .nOut(HIDDEN)
        .build();
  }

  static Stream<MultiLayerNetwork> networks() {
    return Stream.of(
        network(lstm(Sequences.INPUTS), simple(HIDDEN)),
        network(graves(Sequences.INPUTS), lstm(HIDDEN)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void network_inSegments_knownAnswersAreFound(MultiLayerNetwork network) {
    KnownAnswers.check(
        network,
        () -> {
          network.fit(UNMASKED);
          network.fit(MASKED);
        },
        2 * SEGMENTS);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void graph_inSegments_knownAnswersAreFound(MultiLayerNetwork network) {
    ComputationGraph graph = network.toComputationGraph();
    // DL4J's conversion leaves truncation out.
    graph.getConfiguration().setBackpropType(BackpropType.TruncatedBPTT);
    graph.getConfiguration().setTbpttFwdLength(FORWARD);
    graph.getConfiguration().setTbpttBackLength(FORWARD);
    KnownAnswers.check(
        graph,
        () -> {
          graph.fit(UNMASKED);
          graph.fit(MASKED);
        },
        2 * SEGMENTS);
  }

  /** Dropout draws from the thread's random generator, so one draw too many would show. */
  @Test
  void training_watched_isBitIdentical() {
    MultiLayerNetwork alone = dropout();
    Training.seed();
    Outcome unwatched = train(alone);

    MultiLayerNetwork network = dropout();
    Training.seed();
    try (ImplicitBiasListener listener =
        KnownAnswers.listener(Reference.withoutDropout())
            .regularizers(Regularizers.gradientNorm())
            .stride(1)
            .synchronous()
            .attach(network)) {
      assertThat(train(network)).isEqualTo(unwatched);
      assertThat(listener.snapshot().samples()).isEqualTo(2 * SEGMENTS);
      assertThat(listener.snapshot().latest().orElseThrow().sample().deviationNorm()).isPositive();
    }
  }

  private record Outcome(INDArray parameters, INDArray updaterState, long randomPosition) {}

  private static MultiLayerNetwork dropout() {
    return network(
        new LSTM.Builder().nIn(Sequences.INPUTS).nOut(HIDDEN).dropOut(0.7).build(),
        new SimpleRnn.Builder().nIn(HIDDEN).nOut(HIDDEN).dropOut(0.7).build());
  }

  private static Outcome train(MultiLayerNetwork network) {
    network.fit(UNMASKED);
    network.fit(MASKED);
    return new Outcome(
        network.params().dup(),
        network.getUpdater().getStateViewArray().dup(),
        Nd4j.getRandom().nextLong());
  }

  /** Regularizers made of the gradient evaluate it again and again, each time from that state. */
  @Test
  void gradientNorm_inSegments_leavesTheDeviationZero() {
    MultiLayerNetwork network = network(lstm(Sequences.INPUTS), simple(HIDDEN));
    List<MonitorSnapshot> snapshots =
        Training.observe(
            KnownAnswers.listener(Reference.withoutDropout())
                .regularizers(Regularizers.gradientNorm()),
            network,
            () -> network.fit(UNMASKED));
    assertThat(snapshots).hasSize(SEGMENTS).allSatisfy(KnownAnswers::isZero);
  }
}
