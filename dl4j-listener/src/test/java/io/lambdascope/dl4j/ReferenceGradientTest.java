package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The gradient of the objective is that of the loss its documentation states, computed here in
 * plain Java from what the network puts out: the mean over examples of the loss summed over time
 * steps that count.
 */
class ReferenceGradientTest {

  private static final DataType TYPE = DataType.DOUBLE;

  /**
   * Step of the central difference, of error ε²/6 times a third derivative of order one to ten,
   * some 1e-11, and of rounding 1e-16/ε times a loss of order ten, some 1e-10: both a thousandth of
   * what is allowed, as the gradients here are of order one.
   */
  private static final double STEP = 5e-6;

  private static final double RELATIVE = 1e-6;

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(TYPE)
        .updater(new Sgd(0.1))
        .activation(Activation.TANH);
  }

  /** Takes the objective's gradient, as a regularizer may ask for it. */
  private record Probing(AtomicReference<INDArray> gradient) implements Regularizer {
    @Override
    public String name() {
      return "probing";
    }

    @Override
    public boolean usesObjective() {
      return true;
    }

    @Override
    public void gradient(Objective at, List<Segment> penalized, INDArray into) {
      gradient.set(at.gradient().dup());
      into.assign(1);
    }
  }

  /** Fits once, and compares the objective's gradient with that of the loss at the start. */
  private static void check(Model network, Runnable fit, ToDoubleFunction<Model> loss) {
    INDArray start = network.params().dup();
    AtomicReference<INDArray> gradient = new AtomicReference<>();
    assertThat(
            Training.observe(
                ImplicitBiasListener.builder()
                    .reference(Reference.withoutDropout())
                    .regularizers(new Probing(gradient)),
                network,
                fit))
        .hasSize(1);
    network.setParams(start);
    INDArray expected = Nd4j.create(TYPE, start.length());
    INDArray live = network.params();
    for (long i = 0; i < start.length(); i++) {
      double at = start.getDouble(i);
      live.putScalar(i, at + STEP);
      double ahead = loss.applyAsDouble(network);
      live.putScalar(i, at - STEP);
      expected.putScalar(i, (ahead - loss.applyAsDouble(network)) / (2 * STEP));
      live.putScalar(i, at);
    }
    double norm = expected.norm2Number().doubleValue();
    assertThat(norm).isPositive();
    assertThat(gradient.get().sub(expected).norm2Number().doubleValue() / norm)
        .isLessThan(RELATIVE);
  }

  /** −Σ y ln a, where the label mask, of one entry for each time step, counts; over examples. */
  private static double crossEntropy(INDArray output, INDArray labels, INDArray mask) {
    double sum = 0;
    for (int i = 0; i < labels.size(0); i++) {
      for (int c = 0; c < labels.size(1); c++) {
        for (int t = 0; t < labels.size(2); t++) {
          if (mask.getDouble(i, t) > 0) {
            sum -= labels.getDouble(i, c, t) * Math.log(output.getDouble(i, c, t));
          }
        }
      }
    }
    return sum / labels.size(0);
  }

  private static double crossEntropy(INDArray output, INDArray labels) {
    double sum = 0;
    for (int i = 0; i < labels.size(0); i++) {
      for (int c = 0; c < labels.size(1); c++) {
        sum -= labels.getDouble(i, c) * Math.log(output.getDouble(i, c));
      }
    }
    return sum / labels.size(0);
  }

  /** DL4J's MSE: the mean over outputs, summed over the examples that the mask counts. */
  private static double squares(INDArray output, INDArray labels, INDArray mask) {
    double sum = 0;
    for (int i = 0; i < labels.size(0); i++) {
      for (int c = 0; c < labels.size(1); c++) {
        double d = output.getDouble(i, c) - labels.getDouble(i, c);
        sum += mask.getDouble(i) * d * d / labels.size(1);
      }
    }
    return sum / labels.size(0);
  }

  private static final INDArray FEATURE_MASK = Sequences.mask(TYPE, 5);
  private static final INDArray LABEL_MASK = Sequences.mask(TYPE, 3);

  @Test
  void gradient_maskedSequences_isThatOfTheLossOfUnmaskedSteps() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new LSTM.Builder().nIn(Sequences.INPUTS).nOut(2).build())
                .layer(new Bidirectional(new LSTM.Builder().nIn(2).nOut(2).build()))
                .layer(Sequences.output(4))
                .build());
    network.init();
    INDArray features = Sequences.features(TYPE);
    INDArray labels = Sequences.labels(TYPE);
    check(
        network,
        () -> network.fit(new DataSet(features, labels, FEATURE_MASK, LABEL_MASK)),
        model ->
            crossEntropy(
                network.output(features, true, FEATURE_MASK, LABEL_MASK), labels, LABEL_MASK));
  }

  /** The same for a graph, where the feature mask decides what is pooled. */
  @Test
  void gradient_pooledMaskedSequences_isThatOfTheLoss() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new LSTM.Builder().nIn(Sequences.INPUTS).nOut(2).build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(
                    new OutputLayer.Builder()
                        .nIn(2)
                        .nOut(Sequences.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    ComputationGraph graph = network.toComputationGraph();
    INDArray features = Sequences.features(TYPE);
    INDArray labels = Sequences.classes(TYPE, Sequences.EXAMPLES);
    check(
        graph,
        () -> graph.fit(new DataSet(features, labels, FEATURE_MASK, null)),
        model ->
            crossEntropy(
                graph.output(true, new INDArray[] {features}, new INDArray[] {FEATURE_MASK})[0],
                labels));
    check(
        network,
        () -> network.fit(new DataSet(features, labels, FEATURE_MASK, null)),
        model -> crossEntropy(network.output(features, true, FEATURE_MASK, null), labels));
  }

  @Test
  void gradient_twoInputsTwoOutputs_isThatOfTheSumOfTheLosses() {
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
                        .nOut(Sequences.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "both")
                .addLayer(
                    "values",
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(10)
                        .nOut(3)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "both")
                .setOutputs("classes", "values")
                .build());
    graph.init();
    int examples = 7;
    INDArray[] features = {
      Sequences.random(TYPE, 1, examples, 4), Sequences.random(TYPE, 2, examples, 3)
    };
    INDArray[] labels = {Sequences.classes(TYPE, examples), Sequences.random(TYPE, 3, examples, 3)};
    INDArray mask = Nd4j.create(new double[] {1, 0, 1, 1, 0, 1, 1}, new long[] {examples, 1});
    check(
        graph,
        () -> graph.fit(new MultiDataSet(features, labels, null, new INDArray[] {null, mask})),
        model -> {
          INDArray[] output = graph.output(true, features);
          return crossEntropy(output[0], labels[0]) + squares(output[1], labels[1], mask);
        });
  }

  @Test
  void gradient_batchNormalization_isThatOfTheLossWithTheBatchsOwnStatistics() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(3).build())
                .layer(new BatchNormalization())
                .layer(new ActivationLayer(Activation.TANH))
                .layer(
                    new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(
                    new OutputLayer.Builder()
                        .nOut(Sequences.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build());
    network.init();
    int examples = 6;
    INDArray features = Sequences.random(TYPE, 1, examples, 1, 6, 6);
    INDArray labels = Sequences.classes(TYPE, examples);
    check(
        network,
        () -> network.fit(new DataSet(features, labels)),
        model -> crossEntropy(network.output(features, true), labels));
  }
}
