package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.dl4j.reference.Reference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Masks of features and labels reach the reference as they reached training, and no further. */
class MaskedTrainingTest {

  private static final DataType TYPE = DataType.FLOAT;
  private static final int HIDDEN = 4;

  private static final INDArray FEATURES = Sequences.features(TYPE);
  private static final INDArray FEATURE_MASK = Sequences.mask(TYPE, 5);

  /** Of other lengths than those of the features. */
  private static final INDArray LABEL_MASK = Sequences.mask(TYPE, 3);

  private static final DataSet EACH_STEP =
      new DataSet(FEATURES, Sequences.labels(TYPE), FEATURE_MASK, LABEL_MASK);
  private static final DataSet EACH_OUTPUT =
      new DataSet(
          FEATURES,
          Sequences.labels(TYPE),
          FEATURE_MASK,
          Sequences.random(TYPE, 4, Sequences.EXAMPLES, Sequences.CLASSES, Sequences.STEPS)
              .gt(0.5)
              .castTo(TYPE));
  private static final DataSet WHOLE =
      new DataSet(FEATURES, Sequences.classes(TYPE, Sequences.EXAMPLES), FEATURE_MASK, null);
  private static final DataSet EXAMPLES =
      new DataSet(
          Sequences.random(TYPE, 2, Sequences.EXAMPLES, Sequences.INPUTS),
          Sequences.classes(TYPE, Sequences.EXAMPLES),
          null,
          Sequences.mask(TYPE, 3).getColumn(5, true).dup());

  private static LSTM lstm() {
    return new LSTM.Builder().nOut(HIDDEN).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(Sequences.CLASSES).activation(Activation.SOFTMAX).build();
  }

  /** Each output with a loss of its own, as DL4J asks where each has a mask of its own. */
  private static RnnOutputLayer independentOutputs() {
    return new RnnOutputLayer.Builder(LossFunctions.LossFunction.XENT)
        .nOut(Sequences.CLASSES)
        .activation(Activation.SIGMOID)
        .build();
  }

  private static MultiLayerNetwork network(Consumer<ListBuilder> layers) {
    ListBuilder list = Sequences.builder(TYPE).list();
    layers.accept(list);
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork recurrent(Consumer<ListBuilder> layers) {
    return network(
        list -> {
          layers.accept(list);
          list.setInputType(InputType.recurrent(Sequences.INPUTS, Sequences.STEPS));
        });
  }

  private static MultiLayerNetwork lstmEachStep() {
    return recurrent(list -> list.layer(lstm()).layer(Sequences.output(HIDDEN)));
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(Named.of("LSTM", lstmEachStep()), Named.of("each step", EACH_STEP)),
        Arguments.of(
            Named.of(
                "dense, LSTM, dense",
                recurrent(
                    list ->
                        list.layer(new DenseLayer.Builder().nOut(HIDDEN).build())
                            .layer(lstm())
                            .layer(new DenseLayer.Builder().nOut(HIDDEN).build())
                            .layer(independentOutputs()))),
            Named.of("each output", EACH_OUTPUT)),
        Arguments.of(
            Named.of(
                "bidirectional, loss layer",
                recurrent(
                    list ->
                        list.layer(new Bidirectional(new SimpleRnn.Builder().nOut(HIDDEN).build()))
                            .layer(
                                new LSTM.Builder()
                                    .nOut(Sequences.CLASSES)
                                    .activation(Activation.TANH)
                                    .build())
                            .layer(
                                new RnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
                                    .activation(Activation.IDENTITY)
                                    .build()))),
            Named.of("each step", EACH_STEP)),
        Arguments.of(
            Named.of(
                "bidirectional, pooled",
                recurrent(
                    list ->
                        list.layer(new Bidirectional(lstm()))
                            .layer(new GlobalPoolingLayer(PoolingType.AVG))
                            .layer(output()))),
            Named.of("features", WHOLE)),
        Arguments.of(
            Named.of(
                "last time step",
                recurrent(list -> list.layer(new LastTimeStep(lstm())).layer(output()))),
            Named.of("features", WHOLE)),
        Arguments.of(
            Named.of(
                "convolution in time",
                recurrent(
                    list ->
                        list.layer(new Convolution1DLayer.Builder(3).nOut(HIDDEN).build())
                            .layer(new GlobalPoolingLayer(PoolingType.MAX))
                            .layer(output()))),
            Named.of("features", WHOLE)),
        Arguments.of(
            Named.of(
                "dense",
                network(
                    list ->
                        list.layer(new DenseLayer.Builder().nOut(HIDDEN).build())
                            .layer(output())
                            .setInputType(InputType.feedForward(Sequences.INPUTS)))),
            Named.of("examples", EXAMPLES)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void network_masked_knownAnswersAreFound(MultiLayerNetwork network, DataSet data) {
    KnownAnswers.check(network, () -> fit(network, data, 3), 3);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void graph_masked_knownAnswersAreFound(MultiLayerNetwork network, DataSet data) {
    ComputationGraph graph = network.toComputationGraph();
    KnownAnswers.check(
        graph,
        () -> {
          for (int i = 0; i < 3; i++) {
            graph.fit(data);
          }
        },
        3);
  }

  private static void fit(MultiLayerNetwork network, DataSet data, int steps) {
    for (int i = 0; i < steps; i++) {
      network.fit(data);
    }
  }

  @Test
  void graph_someInputsAndOutputsMasked_knownAnswersAreFound() {
    GraphBuilder builder =
        Sequences.builder(TYPE)
            .graphBuilder()
            .addInputs("sequence", "vector")
            .addLayer("lstm", lstm(), "sequence")
            .addLayer("steps", Sequences.output(HIDDEN), "lstm")
            .addVertex("last", new LastTimeStepVertex("sequence"), "lstm")
            .addLayer(
                "dense", new DenseLayer.Builder().nOut(Sequences.CLASSES).build(), "last", "vector")
            .addLayer(
                "whole",
                new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                    .activation(Activation.IDENTITY)
                    .build(),
                "dense")
            .setOutputs("steps", "whole")
            .setInputTypes(
                InputType.recurrent(Sequences.INPUTS, Sequences.STEPS),
                InputType.feedForward(Sequences.INPUTS));
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    INDArray[] features = {FEATURES, EXAMPLES.getFeatures()};
    INDArray[] labels = {Sequences.labels(TYPE), EXAMPLES.getLabels()};
    MultiDataSet half =
        new MultiDataSet(features, labels, masks(FEATURE_MASK, null), masks(LABEL_MASK, null));
    MultiDataSet otherHalf =
        new MultiDataSet(features, labels, null, masks(null, EXAMPLES.getLabelsMaskArray()));
    MultiDataSet none = new MultiDataSet(features, labels);
    KnownAnswers.check(
        graph,
        () -> {
          graph.fit(half);
          graph.fit(otherHalf);
          graph.fit(none);
          graph.fit(half);
        },
        4);
  }

  private static @Nullable INDArray[] masks(@Nullable INDArray first, @Nullable INDArray second) {
    return new @Nullable INDArray[] {first, second};
  }

  @Test
  void mask_ofTheBatchBefore_doesNotLeak() {
    MultiLayerNetwork network = recurrent(list -> list.layer(lstm()).layer(independentOutputs()));
    DataSet unmasked = new DataSet(EACH_STEP.getFeatures(), EACH_STEP.getLabels());
    KnownAnswers.check(
        network,
        () -> {
          network.fit(EACH_STEP);
          network.fit(unmasked);
          network.fit(EACH_OUTPUT);
          network.fit(unmasked);
        },
        4);
  }

  /** Else the tests above would hold of a reference that knows no masks. */
  @Test
  void mask_changesTheGradient() {
    MultiLayerNetwork network = lstmEachStep();
    DataSet unmasked = new DataSet(EACH_STEP.getFeatures(), EACH_STEP.getLabels());
    var snapshots =
        Training.observe(
            KnownAnswers.listener(Reference.withoutDropout()),
            network,
            () -> {
              network.fit(EACH_STEP);
              network.fit(unmasked);
            });
    assertThat(snapshots.get(1).latest().orElseThrow().sample().referenceNorm())
        .isGreaterThan(1.2 * snapshots.get(0).latest().orElseThrow().sample().referenceNorm());
  }
}
