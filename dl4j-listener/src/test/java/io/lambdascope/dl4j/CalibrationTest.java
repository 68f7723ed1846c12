package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Explicit penalties of known strength are what the penalties-removed reference must give back. */
class CalibrationTest {

  private static final int SAMPLES = 29; // one epoch of 1,797 digits in batches of 64

  /**
   * Relative. The difference of two float32 vectors of the size of a gradient is good to about 1e-7
   * of it, ten times that for Adam's moments, which 1 − β₁ = 0.1 divides; the penalty's gradient is
   * some hundredth of the gradient, and the error averages over 3,466 entries: 1e-6 to 1e-5.
   */
  private static final double TOLERANCE = 1e-4;

  static Stream<IUpdater> updaters() {
    return Stream.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void l2_everyIteration_isRecovered(IUpdater updater) {
    double c = 1e-2;
    assertRecovered(
        Networks.tanh(2, 32, updater, DataType.FLOAT, b -> b.l2(c)), Regularizers.l2(), c / 2);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void l1_outsideTheSmoothedZone_isRecovered(IUpdater updater) {
    double c = 1e-3;
    // So small a beta leaves no weight in the smoothed zone, where the penalties differ.
    assertRecovered(
        Networks.tanh(2, 32, updater, DataType.FLOAT, b -> b.l1(c)), Regularizers.l1(1e-9), c);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void weightDecay_setForTheWholeNetwork_isRecoveredTwice(IUpdater updater) {
    double c = 1e-2;
    // DL4J 1.0.0-M2.1 lists a decay that is set for the whole network twice in every layer, and
    // applies
    // both: what is recovered is what training does, 2c/2.
    MultiLayerNetwork network =
        Networks.tanh(2, 32, updater, DataType.FLOAT, b -> b.weightDecay(c));
    assertThat(((BaseLayer) network.getLayer(0).conf().getLayer()).getRegularization()).hasSize(2);
    assertRecovered(network, Regularizers.l2(), c);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void weightDecay_listedOnce_isRecovered(IUpdater updater) {
    double c = 1e-2;
    MultiLayerNetwork network = Networks.tanh(2, 32, updater, DataType.FLOAT, b -> {});
    for (Layer layer : network.getLayers()) {
      ((BaseLayer) layer.conf().getLayer()).setRegularization(List.of(new WeightDecay(c, true)));
    }
    assertRecovered(network, Regularizers.l2(), c / 2);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void l2_besideDropout_isRecovered(IUpdater updater) {
    // The mask of the step is in its own gradient, which this reference takes as it is.
    double c = 1e-2;
    Consumer<NeuralNetConfiguration.Builder> noisy = b -> b.l2(c).dropOut(0.7);
    assertRecovered(Networks.tanh(2, 32, updater, DataType.FLOAT, noisy), Regularizers.l2(), c / 2);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void l2_ofAGraph_isRecovered(IUpdater updater) {
    double c = 1e-2;
    MultiLayerNetwork network = Networks.tanh(2, 32, updater, DataType.FLOAT, b -> b.l2(c));
    assertRecovered(network.toComputationGraph(), Regularizers.l2(), c / 2);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void bothPenalties_together_areRecovered(IUpdater updater) {
    MultiLayerNetwork network =
        Networks.tanh(2, 32, updater, DataType.DOUBLE, b -> b.l1(1e-3).l2(1e-2));
    List<MonitorSnapshot> snapshots = observe(network, Regularizers.l2(), Regularizers.l1(1e-9));
    assertThat(snapshots).hasSize(SAMPLES);
    for (MonitorSnapshot snapshot : snapshots) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      // float64: 1e-16 of the gradient for the rounding, as above.
      assertThat(estimate.coefficient(0).value()).isCloseTo(5e-3, within(5e-3 * 1e-10));
      assertThat(estimate.coefficient(1).value()).isCloseTo(1e-3, within(1e-3 * 1e-10));
    }
  }

  private static void assertRecovered(Model network, Regularizer regularizer, double lambda) {
    List<MonitorSnapshot> snapshots = observe(network, regularizer);
    assertThat(snapshots).hasSize(SAMPLES);
    for (MonitorSnapshot snapshot : snapshots) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      assertThat(estimate.coefficient(0).value()).isCloseTo(lambda, within(lambda * TOLERANCE));
      assertThat(estimate.fit().rSquared()).isGreaterThan(0.9999);
    }
  }

  private static List<MonitorSnapshot> observe(Model network, Regularizer... regularizers) {
    DataSet digits = Digits.all(network.params().dataType());
    return Training.observe(
        ImplicitBiasListener.builder()
            .reference(Reference.withoutPenalties())
            .regularizers(regularizers)
            .estimator(new PerObservationEstimator()),
        network,
        () -> Training.fit(network, digits, 64, 1));
  }
}
