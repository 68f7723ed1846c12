package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Convolutions with batch normalization, recurrences, several inputs and outputs. */
class NetworkKindsTest {

  private static final double L2 = 1e-2;
  private static final int STEPS = 5;
  private static final int EXAMPLES = 12;

  /** A network and one mini-batch that fits it. */
  private record Case(Model network, MultiDataSet data) {
    void train() {
      for (int i = 0; i < STEPS; i++) {
        if (network instanceof ComputationGraph graph) {
          graph.fit(data);
        } else {
          ((MultiLayerNetwork) network).fit(data.getFeatures(0), data.getLabels(0));
        }
      }
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(Named.of("convolution, batch normalization", convolution())),
        Arguments.of(Named.of("LSTM", recurrent())),
        Arguments.of(Named.of("graph of convolution, batch normalization", asGraph(convolution()))),
        Arguments.of(Named.of("graph of LSTM", asGraph(recurrent()))),
        Arguments.of(Named.of("two inputs, two outputs", twoInputsTwoOutputs())));
  }

  private static Case asGraph(Case given) {
    return new Case(((MultiLayerNetwork) given.network()).toComputationGraph(), given.data());
  }

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(9)
        .dataType(DataType.FLOAT)
        .updater(new Adam(1e-3))
        .l2(L2)
        .activation(Activation.TANH);
  }

  private static INDArray random(Random from, long... shape) {
    return Nd4j.rand(from, shape).castTo(DataType.FLOAT);
  }

  private static INDArray classes(int classes, long... shape) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, shape);
    for (int i = 0; i < shape[0]; i++) {
      if (shape.length == 2) {
        labels.putScalar(i, i % classes, 1);
      } else {
        for (int t = 0; t < shape[2]; t++) {
          labels.putScalar(new int[] {i, (i + t) % classes, t}, 1);
        }
      }
    }
    return labels;
  }

  private static Case convolution() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new BatchNormalization())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build());
    network.init();
    Random random = Nd4j.getRandomFactory().getNewRandomInstance(1);
    return new Case(
        network, new MultiDataSet(random(random, EXAMPLES, 1, 8, 8), classes(3, EXAMPLES, 3)));
  }

  private static Case recurrent() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(6).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(6)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    Random random = Nd4j.getRandomFactory().getNewRandomInstance(2);
    return new Case(
        network, new MultiDataSet(random(random, EXAMPLES, 3, 7), classes(2, EXAMPLES, 2, 7)));
  }

  private static Case twoInputsTwoOutputs() {
    ComputationGraph graph =
        new ComputationGraph(
            builder()
                .graphBuilder()
                .addInputs("left", "right")
                .addLayer("a", new DenseLayer.Builder().nIn(4).nOut(5).build(), "left")
                .addLayer("b", new DenseLayer.Builder().nIn(3).nOut(5).build(), "right")
                .addVertex("both", new MergeVertex(), "a", "b")
                .addLayer(
                    "classes",
                    new OutputLayer.Builder()
                        .nIn(10)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "both")
                .addLayer("c", new DenseLayer.Builder().nIn(10).nOut(2).build(), "both")
                .addLayer(
                    "values",
                    new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "c")
                .setOutputs("classes", "values")
                .build());
    graph.init();
    Random random = Nd4j.getRandomFactory().getNewRandomInstance(3);
    return new Case(
        graph,
        new MultiDataSet(
            new INDArray[] {random(random, EXAMPLES, 4), random(random, EXAMPLES, 3)},
            new INDArray[] {classes(3, EXAMPLES, 3), random(random, EXAMPLES, 2)}));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutPenalties_knownL2_isRecovered(Case given) {
    assertEach(
        given,
        Reference.withoutPenalties(),
        snapshot ->
            // As in CalibrationTest; the gradients of these small networks are larger beside θ.
            assertThat(snapshot.estimate().orElseThrow().coefficient(0).value())
                .isCloseTo(L2 / 2, within(L2 / 2 * 1e-4)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutDropout_noDropout_isExactlyZero(Case given) {
    assertEach(given, Reference.withoutDropout(), NetworkKindsTest::isZero);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fullBatch_fullBatchTraining_isExactlyZero(Case given) {
    assertEach(given, Reference.fullBatch(Probe.of(given.data())), NetworkKindsTest::isZero);
  }

  private static void isZero(MonitorSnapshot snapshot) {
    assertThat(snapshot.latest().orElseThrow().sample().deviationNorm()).isZero();
  }

  private static void assertEach(
      Case given, Reference reference, Consumer<MonitorSnapshot> requirement) {
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(reference)
                .regularizers(Regularizers.l2())
                .estimator(new PerObservationEstimator()),
            given.network(),
            given::train);
    assertThat(snapshots).hasSize(STEPS).allSatisfy(requirement);
  }
}
