package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.feedforward.autoencoder.AutoEncoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.accumulation.BasicGradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.LocalHandler;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** What is wrong is said when the listener is built, with the value and the remedy. */
class BadInputTest {

  private final MultiLayerNetwork network =
      Networks.tanh(1, 8, new Sgd(0.1), DataType.FLOAT, b -> {});

  private static DataSet random(int examples, int features, int labels) {
    return new DataSet(
        Nd4j.ones(DataType.FLOAT, examples, features), Nd4j.ones(DataType.FLOAT, examples, labels));
  }

  private void assertRefused(ImplicitBiasListenerBuilder builder, Model model, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.attach(model))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    assertThat(network.getListeners()).isEmpty();
  }

  private static ImplicitBiasListenerBuilder builder() {
    return ImplicitBiasListener.builder().reference(Reference.withoutDropout());
  }

  @Test
  void attach_probeFeaturesOfAnotherWidth_isRefused() {
    assertRefused(
        ImplicitBiasListener.builder().reference(Reference.fullBatch(Probe.of(random(5, 63, 10)))),
        network,
        "probe does not fit the network",
        "[5, 63]",
        "shapes that training uses");
  }

  @Test
  void attach_probeLabelsOfAnotherWidth_isRefused() {
    assertRefused(
        ImplicitBiasListener.builder()
            .reference(Reference.gradientFlow(Probe.of(random(5, 64, 9)))),
        network,
        "probe does not fit the network",
        "[5, 9]",
        "shapes that training uses");
  }

  @Test
  void attach_probeOfSeveralInputs_isRefused() {
    DataSet data = random(5, 64, 10);
    MultiDataSet two =
        new MultiDataSet(
            new INDArray[] {data.getFeatures(), data.getFeatures()},
            new INDArray[] {data.getLabels()});
    assertRefused(
        ImplicitBiasListener.builder().reference(Reference.fullBatch(Probe.of(two))),
        network,
        "one input and one output, given were 2 and 1");
    assertRefused(
        ImplicitBiasListener.builder().reference(Reference.fullBatch(Probe.of(two))),
        network.toComputationGraph(),
        "probe does not fit the network",
        "shapes that training uses");
  }

  @Test
  void attach_probeOfAnotherPrecision_fits() {
    DataSet doubles = Digits.first(5, DataType.DOUBLE);
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.fullBatch(Probe.of(doubles)))
            .attach(network)) {
      assertThat(network.getListeners()).contains(listener);
    }
  }

  @Test
  void probe_empty_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Probe.of(new ListDataSetIterator<>(List.<DataSet>of())))
        .withMessageContaining("empty")
        .withMessageContaining("at least one example");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Probe.of(new DataSet()))
        .withMessageContaining("at least one example");
  }

  @Test
  void probe_notFinite_isRefused() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      DataSet data = random(5, 64, 10);
      data.getFeatures().putScalar(3, 7, bad);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Probe.of(data))
          .withMessageContaining("features of shape [5, 64]")
          .withMessageContaining("NaN or infinite")
          .withMessageContaining("clean the data");
    }
  }

  @Test
  void attach_regularizerTwice_isRefused() {
    assertRefused(
        builder().regularizers(Regularizers.l1(), Regularizers.l2(), Regularizers.l1(0.5)),
        network,
        "[l1, l2, l1]",
        "drop the repeated one");
  }

  @Test
  void attach_noRegularizer_isRefused() {
    assertRefused(builder().regularizers(), network, "no regularizer", "at least one");
  }

  @Test
  void attach_noReference_isRefused() {
    assertRefused(ImplicitBiasListener.builder(), network, "no reference", "withoutDropout()");
  }

  @Test
  void stride_zero_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().stride(0))
        .withMessageContaining("at least 1 iteration, was 0")
        .withMessageContaining("1 samples every iteration");
  }

  @Test
  void queueCapacity_zero_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().queueCapacity(0))
        .withMessageContaining("was 0");
  }

  @Test
  void l1_betaOutOfRange_isRefused() {
    for (double beta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Regularizers.l1(beta))
          .withMessageContaining(String.valueOf(beta))
          .withMessageContaining("the default is 0.001");
    }
  }

  @Test
  void run_blank_isRefused() {
    assertRefused(builder().run(" "), network, "\" \"");
  }

  @Test
  void attach_lbfgs_isRefused() {
    MultiLayerNetwork lbfgs =
        Networks.tanh(
            1,
            8,
            new Sgd(0.1),
            DataType.FLOAT,
            b -> b.optimizationAlgo(OptimizationAlgorithm.LBFGS));
    assertRefused(builder(), lbfgs, "LBFGS", "STOCHASTIC_GRADIENT_DESCENT");
  }

  @Test
  void attach_noOutputLayer_isRefused() {
    MultiLayerNetwork headless =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(3).build())
                .build());
    headless.init();
    assertRefused(builder(), headless, "not an output layer", "OutputLayer");
  }

  @Test
  void attach_notInitialized_isRefused() {
    MultiLayerNetwork raw = new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
    assertRefused(builder(), raw, "init()");
    ComputationGraph graph =
        new ComputationGraph(network.toComputationGraph().getConfiguration().clone());
    assertRefused(builder(), graph, "init()");
  }

  @Test
  void attach_notANetwork_isRefused() {
    Model layer = new AutoEncoder(network.getLayer(0).conf().clone(), DataType.FLOAT);
    assertRefused(builder(), layer, "MultiLayerNetwork or a ComputationGraph", "AutoEncoder");
  }

  @Test
  void attach_updaterThatDl4jCannotRun_isRefused() {
    // DL4J 1.0.0-M2.1 has this updater and fails to make it, in training as well.
    assertRefused(
        builder(),
        Networks.tanh(1, 8, new AdaBelief(0.1), DataType.FLOAT, b -> {}),
        "cannot make the updaters",
        "another updater");
  }

  @Test
  void attach_plainDescentForAnUpdaterWithoutLearningRate_isRefused() {
    assertRefused(
        ImplicitBiasListener.builder().reference(Reference.withoutUpdater()),
        Networks.tanh(1, 8, new AdaDelta(), DataType.FLOAT, b -> {}),
        "0_W",
        "AdaDelta",
        "learning rate");
  }

  @Test
  void attach_nothingTrained_isRefused() {
    assertRefused(
        builder(),
        Networks.tanh(1, 8, new NoOp(), DataType.FLOAT, b -> {}),
        "no parameter",
        "NoOp");
  }

  @Test
  void attach_lossThatJsonCannotCarry_isRefused() {
    MultiLayerNetwork own =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(new OutputLayer.Builder(new OwnLoss(1)).nIn(4).nOut(3).build())
                .build());
    own.init();
    assertRefused(builder(), own, "cannot make one", "readable from JSON");
  }

  /** Without a constructor that JSON could call. */
  private static final class OwnLoss extends LossMSE {
    private static final long serialVersionUID = 1L;

    OwnLoss(int scale) {
      super(Nd4j.ones(3).mul(scale));
    }
  }

  @Test
  void attach_flowOfAdam_isRefused() {
    assertRefused(
        ImplicitBiasListener.builder()
            .reference(Reference.gradientFlow(Probe.of(random(5, 64, 10)))),
        Networks.tanh(1, 8, new Adam(0.1), DataType.FLOAT, b -> {}),
        "gradient flow",
        "Adam",
        "use Sgd");
  }

  private static MultiLayerNetwork truncated(Layer recurrence, Layer output) {
    MultiLayerNetwork recurrent =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(recurrence)
                .layer(output)
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(5)
                .build());
    recurrent.init();
    return recurrent;
  }

  @Test
  void attach_probeUnderTruncatedBackpropagation_isRefused() {
    assertRefused(
        ImplicitBiasListener.builder()
            .reference(Reference.gradientFlow(Probe.of(random(5, 64, 10)))),
        truncated(
            new LSTM.Builder().nIn(3).nOut(4).build(),
            new RnnOutputLayer.Builder().nIn(4).nOut(2).activation(Activation.SOFTMAX).build()),
        "truncated",
        "gradient flow",
        "withoutDropout",
        "BackpropType.Standard");
  }

  @Test
  void attach_wrappedRecurrenceUnderTruncatedBackpropagation_isRefused() {
    MultiLayerNetwork wrapped =
        truncated(
            new FrozenLayer(new LSTM.Builder().nIn(3).nOut(4).build()),
            new RnnOutputLayer.Builder().nIn(4).nOut(2).activation(Activation.SOFTMAX).build());
    assertRefused(builder(), wrapped, "truncated", "FrozenLayer", "withoutPenalties");
    assertRefused(
        ImplicitBiasListener.builder()
            .reference(Reference.withoutPenalties())
            .regularizers(Regularizers.gradientNorm()),
        wrapped,
        "FrozenLayer");
    ImplicitBiasListener.builder().reference(Reference.withoutPenalties()).build(wrapped).close();
  }

  @Test
  void attach_gradientsAccumulator_isRefused() {
    network.setGradientsAccumulator(new BasicGradientsAccumulator(1, new LocalHandler()));
    assertRefused(builder(), network, "GradientsAccumulator", "AVERAGING");
  }
}
