package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Parameters that no gradient of the loss trains are in no regression. */
class UntrainedParametersTest {

  private static final DataType TYPE = DataType.FLOAT;
  private static final int EXAMPLES = 12;
  private static final int HIDDEN = 5;

  private static final DataSet DATA =
      new DataSet(
          Sequences.random(TYPE, 3, EXAMPLES, Sequences.INPUTS), Sequences.classes(TYPE, EXAMPLES));

  private static DenseLayer dense(int inputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(HIDDEN).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder()
        .nIn(HIDDEN)
        .nOut(Sequences.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerNetwork network(ListBuilder layers) {
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    return network;
  }

  private static ListBuilder list() {
    return Sequences.builder(TYPE).list();
  }

  private static MultiLayerNetwork belowFrozen() {
    return network(
        list()
            .layer(dense(Sequences.INPUTS))
            .layer(new FrozenLayer(dense(HIDDEN)))
            .layer(dense(HIDDEN))
            .layer(output()));
  }

  private static MultiLayerNetwork autoencoder() {
    return network(
        list()
            .layer(
                new VariationalAutoencoder.Builder()
                    .nIn(Sequences.INPUTS)
                    .nOut(HIDDEN)
                    .encoderLayerSizes(4)
                    .decoderLayerSizes(4)
                    .build())
            .layer(output()));
  }

  private static ComputationGraph frozenBelow() {
    ComputationGraph graph =
        new ComputationGraph(
            Sequences.builder(TYPE)
                .graphBuilder()
                .addInputs("in")
                .addLayer("frozen", new FrozenLayer(dense(Sequences.INPUTS)), "in")
                .addLayer("dense", dense(HIDDEN), "frozen")
                .addLayer("passing", new FrozenLayerWithBackprop(dense(HIDDEN)), "dense")
                .addLayer("out", output(), "passing")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(belowFrozen(), List.of("2_W", "2_b", "3_W", "3_b")),
        Arguments.of(
            network(
                list()
                    .layer(dense(Sequences.INPUTS))
                    .layer(new FrozenLayerWithBackprop(dense(HIDDEN)))
                    .layer(output())),
            List.of("0_W", "0_b", "2_W", "2_b")),
        Arguments.of(
            autoencoder(), List.of("0_e0W", "0_e0b", "0_pZXMeanW", "0_pZXMeanb", "1_W", "1_b")),
        Arguments.of(
            network(
                list()
                    .layer(dense(Sequences.INPUTS))
                    .layer(new BatchNormalization.Builder().nOut(HIDDEN).build())
                    .layer(
                        new CenterLossOutputLayer.Builder()
                            .nIn(HIDDEN)
                            .nOut(Sequences.CLASSES)
                            .activation(Activation.SOFTMAX)
                            .build())),
            List.of("0_W", "0_b", "1_gamma", "1_beta", "2_W", "2_b")),
        Arguments.of(frozenBelow(), List.of("dense_W", "dense_b", "out_W", "out_b")));
  }

  private static void fit(Model network) {
    for (int i = 0; i < 3; i++) {
      if (network instanceof MultiLayerNetwork multiLayer) {
        multiLayer.fit(DATA);
      } else {
        ((ComputationGraph) network).fit(DATA);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void layout_ofTrainedParameters_isThoseThatTheLossTrains(Model network, List<String> trained) {
    // Measured of the copy that a reference makes, as a layout needs an updater.
    Network copy = Network.of(network).reference(Network.of(network).configuration());
    assertThat(copy.layout().trained().stream().map(Segment::gradientKey))
        .containsExactlyElementsOf(trained);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void network_withUntrainedParameters_knownAnswersAreFound(Model network, List<String> trained) {
    KnownAnswers.check(network, () -> fit(network), 3);
  }

  /** In layerwise pretraining the listener hears layers, which are no networks. */
  @Test
  void pretraining_beforeTraining_isNoFailure() {
    MultiLayerNetwork network = autoencoder();
    KnownAnswers.check(
        network,
        () -> {
          network.pretrain(new ListDataSetIterator<>(DATA.asList(), EXAMPLES));
          fit(network);
        },
        3);
  }

  /**
   * What DL4J does with a layer that has an updater below a frozen one: no gradient comes, and the
   * updater is run all the same on what lies in its part of the gradient vector, its own last
   * update, with the penalties added. So penalties alone move it, not by their gradient, and there
   * is nothing in that for a regression on the loss's trajectory.
   */
  @Test
  void layer_belowAFrozenOne_isMovedByPenaltiesAlone() {
    MultiLayerNetwork network = belowFrozen();
    INDArray before = network.getParam("0_W").dup();
    INDArray bias = network.getParam("0_b").dup();
    network.fit(DATA);
    assertThat(network.getParam("0_b")).isEqualTo(bias);
    assertThat(network.getParam("0_W")).isNotEqualTo(before);
    for (String key : network.gradient().gradientForVariable().keySet()) {
      assertThat(key).doesNotStartWith("0_").doesNotStartWith("1_");
    }
  }
}
