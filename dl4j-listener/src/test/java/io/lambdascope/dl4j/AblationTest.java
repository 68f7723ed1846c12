package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Ablation;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** What each cause's removal leaves, against gradients computed without the code under test. */
class AblationTest {

  private final DataSet batch = Digits.first(64, DataType.DOUBLE);

  private static double[] values(INDArray array) {
    return array.dup().data().asDouble();
  }

  /** The mean loss gradient by a clone, without penalties. */
  private static double[] gradient(MultiLayerNetwork network, DataSet data) {
    MultiLayerNetwork clone = network.clone();
    clone.initGradientsView();
    clone.setInput(data.getFeatures());
    clone.setLabels(data.getLabels());
    clone.computeGradientAndScore();
    return values(clone.gradient().gradient().div(data.numExamples()));
  }

  private static void assertClose(double[] actual, double[] expected) {
    double squares = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      size += expected[i] * expected[i];
    }
    assertThat(size).isPositive();
    // The same gradient through a division and back, or in another order: some 1e-16 of it.
    assertThat(Math.sqrt(squares / size)).isLessThan(1e-12);
  }

  @Test
  void withoutClipping_clippedStep_isWhatWasCutOff() throws Exception {
    double bound = 1e-3;
    MultiLayerNetwork network =
        Networks.tanh(
            1,
            16,
            new Sgd(0.1),
            DataType.DOUBLE,
            b ->
                b.gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                    .gradientNormalizationThreshold(bound));
    double[] expected = gradient(network, batch);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Math.max(-bound, Math.min(bound, expected[i])) - expected[i];
    }
    Deviation deviation = LinearFlowTest.compare(network, batch, Reference.withoutClipping());
    assertClose(values(deviation.vector()), expected);
  }

  @Test
  void withoutUpdater_momentum_isTheVelocityOfThePast() throws Exception {
    double eta = 0.05;
    double mu = 0.9;
    MultiLayerNetwork network =
        Networks.tanh(1, 16, new Nesterovs(eta, mu), DataType.DOUBLE, b -> {});
    network.fit(batch);
    // Nesterovs as DL4J writes it: v ← μv − ηg, and the step adds (1 + μ)v_new − μv_old.
    double[] old = values(network.getUpdater().getStateViewArray());
    double[] g = gradient(network, batch);
    double[] expected = new double[g.length];
    for (int i = 0; i < g.length; i++) {
      double velocity = mu * old[i] - eta * g[i];
      expected[i] = -((1 + mu) * velocity - mu * old[i]) / eta - g[i];
    }
    Deviation deviation = LinearFlowTest.compare(network, batch, Reference.withoutUpdater());
    assertClose(values(deviation.vector()), expected);
  }

  @Test
  void withoutUpdater_adam_isItsUpdateLessTheGradient() throws Exception {
    double eta = 1e-3;
    MultiLayerNetwork network = Networks.tanh(1, 16, new Adam(eta), DataType.DOUBLE, b -> {});
    double[] before = values(network.params());
    double[] expected = gradient(network, batch);
    Deviation deviation = LinearFlowTest.compare(network, batch, Reference.withoutUpdater());
    double[] after = values(network.params());
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference =
          deviation.vector().getDouble(i) - ((before[i] - after[i]) / eta - expected[i]);
      squares += difference * difference;
    }
    // θ of about 0.1 is good to 1e-17, over η: 1e-14 an entry.
    assertThat(Math.sqrt(squares / expected.length)).isLessThan(1e-13);
  }

  @Test
  void stationarity_probe_isMinusItsGradient() throws Exception {
    DataSet probe = Digits.first(300, DataType.DOUBLE);
    MultiLayerNetwork network = Networks.tanh(1, 16, new RmsProp(0.01), DataType.DOUBLE, b -> {});
    double[] expected = gradient(network, probe);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = -expected[i];
    }
    Deviation deviation =
        LinearFlowTest.compare(network, batch, Reference.stationarity(Probe.of(probe)));
    assertClose(values(deviation.vector()), expected);
  }

  @Test
  void fullBatchAndClipping_together_areTheStepLessTheBareGradient() throws Exception {
    DataSet probe = Digits.first(300, DataType.DOUBLE);
    MultiLayerNetwork network =
        Networks.tanh(
            1,
            16,
            new Adam(1e-3),
            DataType.DOUBLE,
            b ->
                b.l2(1e-2)
                    .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                    .gradientNormalizationThreshold(1e-2));
    network.fit(batch);
    double[] theta = values(network.params());
    double[] bare = gradient(network, probe);
    double[] step = gradient(network, batch);
    // Two layers, 64·16 + 16 and 16·10 + 10 parameters, each clipped to a norm of 0.01.
    int[] ends = {0, 1040, 1210};
    double[] expected = new double[bare.length];
    for (int layer = 0; layer < 2; layer++) {
      double squares = 0;
      for (int i = ends[layer]; i < ends[layer + 1]; i++) {
        squares += step[i] * step[i];
      }
      double scale = Math.min(1, 1e-2 / Math.sqrt(squares));
      int weights = layer == 0 ? 1024 : 160;
      for (int i = ends[layer]; i < ends[layer + 1]; i++) {
        double penalty = i < ends[layer] + weights ? 1e-2 * theta[i] : 0;
        expected[i] = scale * step[i] + penalty - bare[i];
      }
    }
    Deviation deviation =
        LinearFlowTest.compare(
            network,
            batch,
            Reference.fullBatch(Probe.of(probe)).and(Ablation.CLIPPING).andWithoutPenalties());
    assertClose(values(deviation.vector()), expected);
  }

  static Stream<Arguments> updatersThatScale() {
    return Stream.of(
        Arguments.of(new RmsProp(1e-3)),
        Arguments.of(new AdaGrad(1e-2)),
        Arguments.of(new AdaDelta()),
        Arguments.of(new Adam(1e-3)));
  }

  @ParameterizedTest
  @MethodSource("updatersThatScale")
  void fullBatch_weightDecayInForce_isTheDifferenceOfGradientsAlone(IUpdater updater)
      throws Exception {
    // The decay is in the updates that the inputs are solved for from, and in neither input.
    DataSet probe = Digits.first(300, DataType.DOUBLE);
    MultiLayerNetwork network = Networks.tanh(1, 16, updater, DataType.DOUBLE, b -> {});
    for (Layer layer : network.getLayers()) {
      ((BaseLayer) layer.conf().getLayer()).setRegularization(List.of(new WeightDecay(0.1, true)));
    }
    network.fit(batch);
    double[] expected = gradient(network, batch);
    double[] other = gradient(network, probe);
    for (int i = 0; i < expected.length; i++) {
      expected[i] -= other[i];
    }
    Deviation deviation =
        LinearFlowTest.compare(network, batch, Reference.fullBatch(Probe.of(probe)));
    assertClose(values(deviation.vector()), expected);
  }

  static Stream<Arguments> nothingLeftOut() {
    return Stream.of(
        Arguments.of(new Sgd(0.1), Reference.withoutUpdater()),
        Arguments.of(new Sgd(0.1), Reference.withoutUpdater().and(Ablation.CLIPPING)),
        Arguments.of(new Adam(1e-3), Reference.withoutClipping()),
        Arguments.of(new AdaDelta(), Reference.withoutClipping().andWithoutPenalties()),
        Arguments.of(new RmsProp(1e-3), Reference.withoutDropout().and(Ablation.CLIPPING)),
        Arguments.of(new Nesterovs(0.05, 0.9), Reference.dropoutMean(3)),
        Arguments.of(
            new Sgd(0.1), Reference.withoutDropout().and(Ablation.UPDATER).andWithoutPenalties()));
  }

  @ParameterizedTest
  @MethodSource("nothingLeftOut")
  void deviation_nothingLeftOutInEffect_isExactlyZero(IUpdater updater, Reference reference) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      MultiLayerNetwork network = Networks.tanh(1, 16, updater, type, b -> {});
      DataSet digits = Digits.first(300, type);
      List<MonitorSnapshot> snapshots =
          Training.observe(
              ImplicitBiasListener.builder().reference(reference).regularizers(Regularizers.l2()),
              network,
              () -> Training.fit(network, digits, 64, 1));
      assertThat(snapshots)
          .hasSize(5)
          .allSatisfy(
              snapshot ->
                  assertThat(snapshot.latest().orElseThrow().sample().deviationNorm()).isZero());
    }
  }

  @Test
  void keepingDropout_stationarity_isTheMeanOverTheMasksOfTheIteration() throws Exception {
    // Two networks alike, since comparing trains them by a step.
    MultiLayerNetwork network = Networks.dropout(0.5, new Sgd(0.1), DataType.DOUBLE, 3);
    MultiLayerNetwork twin = Networks.dropout(0.5, new Sgd(0.1), DataType.DOUBLE, 3);
    MultiLayerNetwork clean = Networks.dropout(0, new Sgd(0.1), DataType.DOUBLE, 3);
    double[] expected = gradient(clean, batch);
    Deviation mean = LinearFlowTest.compare(twin, batch, Reference.dropoutMean(6));
    assertThat(mean.replicates()).hasSize(6);
    assertThat(mean.vector().norm2Number().doubleValue()).isGreaterThan(0.01);
    // Masks depend on the iteration and their number alone: −E[g_noisy] = −(E[g_noisy] − g) − g.
    for (int i = 0; i < expected.length; i++) {
      expected[i] = -mean.vector().getDouble(i) - expected[i];
    }
    Deviation kept =
        LinearFlowTest.compare(
            network, batch, Reference.stationarity(Probe.of(batch)).keepingDropout(6));
    assertClose(values(kept.vector()), expected);
  }

  @Test
  void name_ofEachCombination_isDistinctAndALabelValue() {
    Probe probe = Probe.of(batch);
    List<Reference> references =
        List.of(
            Reference.withoutDropout(),
            Reference.dropoutMean(4),
            Reference.dropoutMean(4).on(probe),
            Reference.withoutPenalties(),
            Reference.withoutClipping(),
            Reference.withoutUpdater(),
            Reference.fullBatch(probe),
            Reference.fullBatch(probe).keepingDropout(3),
            Reference.fullBatch(probe).andWithoutPenalties(),
            Reference.gradientFlow(probe),
            Reference.gradientFlow(probe).and(Ablation.UPDATER),
            Reference.without(Ablation.STEP_SIZE),
            Reference.stationarity(probe),
            Reference.stationarity(probe).andWithoutPenalties(),
            Reference.without(Ablation.MOVEMENT),
            Reference.without(Ablation.PENALTIES, Ablation.CLIPPING));
    assertThat(references.stream().map(Reference::name))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z_]+"))
        .contains("full_batch", "gradient_flow_without_updater", "full_batch_with_dropout");
  }

  @Test
  void combination_thatContradictsItself_isRefused() {
    Probe probe = Probe.of(batch);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reference.without(Ablation.MINI_BATCHING))
        .withMessageContaining("on(probe)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reference.stationarity(probe).and(Ablation.UPDATER))
        .withMessageContaining("no step");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reference.dropoutMean(1))
        .withMessageContaining("at least 2 masks");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reference.dropoutMean(8).and(Ablation.CLIPPING))
        .withMessageContaining("withoutDropout()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reference.withoutPenalties().keepingDropout(3))
        .withMessageContaining("fullBatch");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reference.fullBatch(probe).keepingDropout(0))
        .withMessageContaining("was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Reference.fullBatch(probe).keepingDropout(3).and(Ablation.STOCHASTIC_LAYERS))
        .withMessageContaining("keepingDropout");
  }
}
