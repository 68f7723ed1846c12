package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.dl4j.preflight.Finding;
import io.lambdascope.dl4j.preflight.Preflight;
import io.lambdascope.dl4j.preflight.ReferenceCheck;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** The report says what is in the configuration, and what follows. */
class PreflightTest {

  private static final int PROBE = 96;

  private final Probe probe = Probe.of(Digits.first(PROBE, DataType.FLOAT));

  private static MultiLayerNetwork everything() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.FLOAT)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .list()
                .layer(
                    new FrozenLayer(
                        new DenseLayer.Builder().nIn(64).nOut(20).name("frozen").build()))
                .layer(
                    new DenseLayer.Builder()
                        .name("noisy")
                        .nIn(20)
                        .nOut(16)
                        .activation(Activation.RELU)
                        .l2(0.02)
                        .dropOut(0.7)
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .gradientNormalizationThreshold(0.5)
                        .build())
                .layer(new BatchNormalization.Builder().name("normal").nIn(16).nOut(16).build())
                .layer(
                    new DenseLayer.Builder()
                        .name("bounded")
                        .nIn(16)
                        .nOut(12)
                        .l1(0.003)
                        .weightNoise(new DropConnect(0.9))
                        .constrainWeights(new MaxNormConstraint(3, 1))
                        .biasUpdater(new Sgd(0.2))
                        .build())
                .layer(
                    new OutputLayer.Builder()
                        .name("out")
                        .nIn(12)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .weightDecay(0.01)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static List<String> texts(Preflight report, Finding.Kind kind) {
    return report.findings(kind).stream().map(Finding::toString).toList();
  }

  private static Map<String, ReferenceCheck> checks(Preflight report) {
    return report.references().stream()
        .collect(Collectors.toMap(ReferenceCheck::reference, Function.identity()));
  }

  @Test
  void check_everyExplicitRegularization_isListedByLayerWithItsStrength() {
    List<String> found =
        texts(ImplicitBiasListener.check(everything(), probe), Finding.Kind.EXPLICIT);
    assertThat(found)
        .anyMatch(s -> s.startsWith("noisy: Dropout") && s.contains("0.7"))
        .anyMatch(s -> s.startsWith("bounded: DropConnect") && s.contains("0.9"))
        .anyMatch(s -> s.startsWith("noisy: ClipL2PerLayer at 0.5"))
        .anyMatch(s -> s.startsWith("1_W: l2 c = 0.02") && s.contains("λ = c/2"))
        .anyMatch(s -> s.startsWith("3_W: l1 c = 0.003"))
        .anyMatch(s -> s.startsWith("4_W: weight decay c = 0.01"));
    // Nothing is claimed of what is not there.
    assertThat(found).noneMatch(s -> s.startsWith("out: Dropout") || s.startsWith("1_b"));
  }

  @Test
  void check_confounders_areNamedWithWhatFollows() {
    Preflight report = ImplicitBiasListener.check(everything(), probe);
    assertThat(texts(report, Finding.Kind.CONFOUNDER))
        .anyMatch(s -> s.startsWith("normal: batch normalization"))
        .anyMatch(s -> s.contains("frozen"))
        .anyMatch(s -> s.startsWith("network: learning rates differ") && s.contains("[0.1, 0.2]"))
        .anyMatch(s -> s.startsWith("noisy: ActivationReLU has kinks"));
    assertThat(texts(report, Finding.Kind.NOT_MEASURED))
        .anyMatch(s -> s.startsWith("bounded: 1 constraints"))
        .anyMatch(s -> s.startsWith("normal: running mean and variance"))
        .anyMatch(s -> s.startsWith("network: 1332 of ") && s.contains("2_mean"));
    // 64·20 + 20 frozen and 2·16 running statistics.
    assertThat(report.parameters() - report.trainedParameters()).isEqualTo(1300 + 32);
  }

  @Test
  void check_plainNetwork_hasNothingToReport() {
    Preflight report =
        ImplicitBiasListener.check(
            Networks.tanh(1, 8, new Sgd(0.1), DataType.FLOAT, b -> {}), probe);
    assertThat(report.findings()).isEmpty();
    assertThat(report.references()).hasSize(8).allMatch(check -> check.refusal().isEmpty());
    assertThat(report.toString()).contains("explicit regularization: none", "full_batch: 3");
  }

  @Test
  void check_costs_areInGradientsOfTheirData() {
    Map<String, ReferenceCheck> checks =
        checks(
            ImplicitBiasListener.check(
                Networks.tanh(1, 8, new Sgd(0.1), DataType.FLOAT, b -> {}), probe));
    assertThat(checks.get("without_dropout").trainingSteps(32)).isEqualTo(1);
    assertThat(checks.get("without_penalties").trainingSteps(32)).isZero();
    assertThat(checks.get("dropout_mean").trainingSteps(32)).isEqualTo(9);
    // 96 examples are three mini-batches of 32.
    assertThat(checks.get("full_batch").trainingSteps(32)).isEqualTo(3);
    assertThat(checks.get("gradient_flow").trainingSteps(32)).isEqualTo(18);
    assertThat(checks.get("gradient_flow").trainingSteps(96)).isEqualTo(6);
  }

  @Test
  void check_updaterWithoutFlowOrRate_saysWhichReferencesAreRefusedAndWhy() {
    Map<String, ReferenceCheck> adam =
        checks(
            ImplicitBiasListener.check(
                Networks.tanh(1, 8, new Adam(0.1), DataType.FLOAT, b -> {}), probe));
    assertThat(adam.get("gradient_flow").refusal().orElseThrow()).contains("plain Sgd", "Adam");
    assertThat(adam.get("full_batch").refusal()).isEmpty();
    Map<String, ReferenceCheck> adaDelta =
        checks(
            ImplicitBiasListener.check(
                Networks.tanh(1, 8, new AdaDelta(), DataType.FLOAT, b -> {}), null));
    assertThat(adaDelta.get("without_updater").refusal().orElseThrow()).contains("learning rate");
    assertThat(adaDelta).doesNotContainKey("full_batch");
  }

  @Test
  void check_weightDecaySetForTheWholeNetwork_isFoundTwice() {
    Preflight report =
        ImplicitBiasListener.check(
            Networks.tanh(1, 8, new Sgd(0.1), DataType.FLOAT, b -> b.weightDecay(0.1)), null);
    assertThat(texts(report, Finding.Kind.CONFOUNDER))
        .anyMatch(s -> s.startsWith("0_W: weight decay is listed 2 times"));
  }

  @Test
  void check_truncatedBackpropagationAndDecoders_areConfounders() {
    MultiLayerNetwork recurrent =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(4).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(5)
                .build());
    recurrent.init();
    assertThat(texts(ImplicitBiasListener.check(recurrent, null), Finding.Kind.CONFOUNDER))
        .anyMatch(s -> s.startsWith("network: truncated backpropagation"));
    MultiLayerNetwork autoencoder =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new VariationalAutoencoder.Builder()
                        .nIn(6)
                        .nOut(3)
                        .encoderLayerSizes(5)
                        .decoderLayerSizes(5)
                        .build())
                .layer(new OutputLayer.Builder().nIn(3).nOut(2).build())
                .build());
    autoencoder.init();
    assertThat(texts(ImplicitBiasListener.check(autoencoder, null), Finding.Kind.CONFOUNDER))
        .anyMatch(s -> s.contains("decoder of a variational autoencoder"));
  }

  @Test
  void attach_report_isThatOfTheSettings() {
    MultiLayerNetwork network = Networks.tanh(1, 8, new Sgd(0.1), DataType.FLOAT, b -> {});
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.fullBatch(probe))
            .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
            .attach(network)) {
      Preflight report = listener.preflight();
      assertThat(report.coefficients()).isEqualTo(2);
      // One for the reference and two for the differences that give Hg.
      assertThat(report.references())
          .singleElement()
          .satisfies(check -> assertThat(check.gradients()).isEqualTo(3));
    }
  }

  @Test
  void check_leavesTheRandomStreamOfTheCallingThreadAlone() {
    MultiLayerNetwork network = Networks.dropout(0.5, new Sgd(0.1), DataType.FLOAT, 3);
    Training.seed();
    long expected = Nd4j.getRandom().nextLong();
    Training.seed();
    ImplicitBiasListener.check(network, probe);
    assertThat(Nd4j.getRandom().nextLong()).isEqualTo(expected);
  }

  @Test
  void check_notInitialized_isRefused() {
    MultiLayerNetwork raw =
        new MultiLayerNetwork(
            Networks.tanh(1, 8, new Sgd(0.1), DataType.FLOAT, b -> {})
                .getLayerWiseConfigurations()
                .clone());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImplicitBiasListener.check(raw, null))
        .withMessageContaining("init()");
  }
}
