package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Ablation;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * Known penalties under every updater, from the first step to a warm state, with a schedule that
 * changes the learning rate at every iteration, another rate for the second layer, and another
 * updater for biases.
 */
class UpdaterCalibrationTest {

  private static final int EPOCHS = 2;
  private static final int SAMPLES = EPOCHS * 8; // 500 digits in batches of 64
  private static final double L2 = 1e-2;
  private static final double L1 = 1e-3;

  /**
   * Relative. What a float32 updater left is good to 6e-8 of the gradient, and the penalty's
   * gradient is some hundredth of that: 1e-5, ten times that behind Adam's 1 − β₁ = 0.1, before it
   * averages over 2,410 entries. Entries of AdaDelta and RMSProp have the rounding of two roots
   * more.
   */
  private static final double FLOAT_TOLERANCE = 1e-3;

  /** The same with 1e-16 in place of 6e-8, and room for the roots. */
  private static final double DOUBLE_TOLERANCE = 1e-8;

  private static ISchedule decaying(double rate) {
    return new StepSchedule(ScheduleType.ITERATION, rate, 0.9, 1);
  }

  static List<IUpdater> updaters() {
    return List.of(
        new Sgd(decaying(0.1)),
        new Nesterovs(decaying(0.05), 0.9),
        new Adam(decaying(1e-3)),
        AMSGrad.builder().learningRateSchedule(decaying(1e-3)).build(),
        adaMax(),
        new Nadam(decaying(1e-3)),
        RmsProp.builder().learningRateSchedule(decaying(1e-3)).build(),
        AdaGrad.builder().learningRateSchedule(decaying(1e-2)).build(),
        new AdaDelta());
  }

  private static AdaMax adaMax() {
    AdaMax updater = new AdaMax();
    updater.setLrAndSchedule(Double.NaN, decaying(1e-3));
    return updater;
  }

  static Stream<Arguments> cases() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE)
        .flatMap(type -> updaters().stream().map(updater -> Arguments.of(updater, type)));
  }

  /** Two layers of different learning rates, and biases with an updater of their own. */
  private static MultiLayerNetwork network(
      IUpdater updater, DataType type, Consumer<NeuralNetConfiguration.Builder> also) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(type)
            .updater(updater)
            .biasUpdater(new Sgd(0.01))
            .activation(Activation.TANH);
    also.accept(builder);
    IUpdater slower = updater.clone();
    if (slower.hasLearningRate()) {
      slower.setLrAndSchedule(updater.getLearningRate(0, 0) / 2, null);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder
                .list()
                .layer(new DenseLayer.Builder().nIn(64).nOut(32).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(32)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .updater(slower)
                        .build())
                .build());
    network.init();
    return network;
  }

  /** A weight decay that is in force once; a builder's own is applied twice (CalibrationTest). */
  private static MultiLayerNetwork decayed(MultiLayerNetwork network, double c, boolean byRate) {
    for (Layer layer : network.getLayers()) {
      ((BaseLayer) layer.conf().getLayer()).setRegularization(List.of(new WeightDecay(c, byRate)));
    }
    return network;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void l2_warmState_isRecovered(IUpdater updater, DataType type) {
    assertRecovered(
        network(updater, type, b -> b.l2(L2)),
        Reference.withoutPenalties(),
        Regularizers.l2(),
        L2 / 2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void l1_warmState_isRecovered(IUpdater updater, DataType type) {
    assertRecovered(
        network(updater, type, b -> b.l1(L1)),
        Reference.withoutPenalties(),
        Regularizers.l1(1e-9),
        L1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightDecay_warmState_isRecovered(IUpdater updater, DataType type) {
    assertRecovered(
        decayed(network(updater, type, b -> {}), L2, true),
        Reference.withoutPenalties(),
        Regularizers.l2(),
        L2 / 2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightDecay_besideClippingThatDoesNothing_isRecoveredApart(IUpdater updater, DataType type) {
    // Something that acts before the updater is left out too, so that the decay is taken apart.
    MultiLayerNetwork network =
        network(
            updater,
            type,
            b ->
                b.gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                    .gradientNormalizationThreshold(1e6));
    assertRecovered(
        decayed(network, L2, true),
        Reference.withoutPenalties().and(Ablation.CLIPPING),
        Regularizers.l2(),
        L2 / 2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void l2_besideWeightDecayAndFullBatch_addUp(IUpdater updater, DataType type) {
    MultiLayerNetwork network = network(updater, type, b -> {});
    for (Layer layer : network.getLayers()) {
      ((BaseLayer) layer.conf().getLayer())
          .setRegularization(
              List.of(
                  new WeightDecay(L2, true),
                  new org.nd4j.linalg.learning.regularization.L2Regularization(L2)));
    }
    DataSet digits = Digits.first(500, type);
    List<MonitorSnapshot> snapshots =
        observe(
            network,
            Reference.fullBatch(Probe.of(digits)).andWithoutPenalties(),
            Regularizers.l2(),
            () -> Training.fit(network, digits, 500, 6));
    assertEach(snapshots, 6, type, L2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightDecay_keptInTheReference_isNoDeviation(IUpdater updater, DataType type) {
    MultiLayerNetwork network = decayed(network(updater, type, b -> b.l2(L2)), L2, true);
    DataSet digits = Digits.first(500, type);
    List<MonitorSnapshot> snapshots =
        observe(
            network,
            Reference.withoutDropout(),
            Regularizers.l2(),
            () -> Training.fit(network, digits, 64, 1));
    assertThat(snapshots)
        .hasSize(8)
        .allSatisfy(
            snapshot ->
                assertThat(snapshot.latest().orElseThrow().sample().deviationNorm()).isZero());
  }

  private static void assertRecovered(
      MultiLayerNetwork network, Reference reference, Regularizer regularizer, double lambda) {
    DataType type = network.params().dataType();
    DataSet digits = Digits.first(500, type);
    assertEach(
        observe(network, reference, regularizer, () -> Training.fit(network, digits, 64, EPOCHS)),
        SAMPLES,
        type,
        lambda);
  }

  private static void assertEach(
      List<MonitorSnapshot> snapshots, int samples, DataType type, double lambda) {
    double tolerance = type == DataType.FLOAT ? FLOAT_TOLERANCE : DOUBLE_TOLERANCE;
    assertThat(snapshots).hasSize(samples);
    double worst = 0;
    for (MonitorSnapshot snapshot : snapshots) {
      double found = snapshot.estimate().orElseThrow().coefficient(0).value();
      worst = Math.max(worst, Math.abs(found / lambda - 1));
    }
    assertThat(worst).isCloseTo(0, within(tolerance));
  }

  private static List<MonitorSnapshot> observe(
      MultiLayerNetwork network, Reference reference, Regularizer regularizer, Runnable training) {
    return Training.observe(
        ImplicitBiasListener.builder()
            .reference(reference)
            .regularizers(regularizer)
            .estimator(new PerObservationEstimator()),
        network,
        training);
  }
}
