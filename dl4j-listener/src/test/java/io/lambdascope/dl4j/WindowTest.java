package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Samples that are windows of training steps. */
class WindowTest {

  private static final int BATCH = 16;

  /** Five mini-batches an epoch, the last one short. */
  private static final int EXAMPLES = 4 * BATCH + 8;

  private static final double ETA = 0.02;

  private static ImplicitBiasListenerBuilder windows(Window window) {
    return ImplicitBiasListener.builder()
        .reference(Reference.gradientFlow())
        .window(window)
        .regularizers(Regularizers.gradientNorm(), Regularizers.l2())
        .estimator(new CumulativeEstimator());
  }

  private static MultiLayerNetwork network(IUpdater updater, double retain) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(updater)
            .activation(Activation.TANH);
    if (retain < 1) {
      builder.dropOut(retain);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder
                .list()
                .layer(new DenseLayer.Builder().nIn(64).nOut(8).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(8)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static DataSet digits(int count) {
    return Digits.first(count, DataType.DOUBLE);
  }

  private static List<MonitorSnapshot> train(Window window, int epochs) {
    MultiLayerNetwork network = network(new Sgd(ETA), 1);
    return Training.observe(
        windows(window), network, () -> Training.fit(network, digits(EXAMPLES), BATCH, epochs));
  }

  @Test
  void window_ofSteps_takesThatManyOneAfterTheOther() {
    // 10 iterations are three windows of 3.
    assertThat(train(Window.steps(3), 2)).hasSize(3);
  }

  @Test
  void window_ofEpoch_isOneAnEpoch() {
    List<MonitorSnapshot> snapshots = train(Window.epoch().antithetic(2), 3);
    assertThat(snapshots).hasSize(3);
    assertThat(snapshots.get(2).failures().values()).containsOnly(0L);
  }

  @Test
  void stride_ofWindows_isInIterations() {
    assertThat(train(Window.steps(3), 2)).allMatch(s -> s.workload().stride() == 3);
    assertThat(train(Window.epoch(), 3)).hasSize(3).allMatch(s -> s.workload().stride() == 5);
  }

  @Test
  void stride_ofPacesAndWindows_isNeverLessThanAWindowTakes() {
    WindowStride fixed = new WindowStride(Window.steps(10), OptionalDouble.empty());
    assertThat(fixed.applyAsDouble(4)).isEqualTo(12);
    assertThat(fixed.applyAsDouble(25)).isEqualTo(25);
    WindowStride paced = new WindowStride(Window.steps(10), OptionalDouble.of(0.05));
    assertThat(paced.applyAsDouble(Double.NaN)).isEqualTo(10);
    assertThat(paced.applyAsDouble(4.5)).isEqualTo(10);
    assertThat(paced.applyAsDouble(40.5)).isEqualTo(40.5);
  }

  @Test
  void stride_ofEpochs_growsWithTheFirstAndKeepsTheLongest() {
    WindowStride everySecond = new WindowStride(Window.epoch(), OptionalDouble.empty());
    for (int length : new int[] {7, 3}) {
      everySecond.epochStart();
      for (int i = 0; i < length; i++) {
        everySecond.iterationDone();
      }
      assertThat(everySecond.applyAsDouble(2)).isEqualTo(14);
    }
  }

  @Test
  void window_ofEpochWithoutEpochs_takesNothing() {
    MultiLayerNetwork network = network(new Sgd(ETA), 1);
    DataSet digits = digits(BATCH);
    assertThat(
            Training.observe(
                windows(Window.epoch()),
                network,
                () -> {
                  network.fit(digits);
                  network.fit(digits);
                }))
        .isEmpty();
  }

  @Test
  void window_brokenOff_isCountedAndTheNextIsTaken() {
    MultiLayerNetwork network = network(new Sgd(ETA), 1);
    try (ImplicitBiasListener listener =
        windows(Window.epoch()).stride(1).synchronous().attach(network)) {
      listener.onEpochStart(network);
      network.fit(digits(BATCH)); // An epoch that never ends.
      Training.fit(network, digits(EXAMPLES), BATCH, 1);
      assertThat(listener.snapshot().samples()).isEqualTo(1);
      assertThat(listener.snapshot().skips()).containsEntry(SkipReason.INCOMPLETE_WINDOW, 1L);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3 * BATCH * (64 + 10) * 8})
  void window_spilled_isTheSameToTheLastBit(long memory) {
    Window window = Window.epoch().antithetic(2);
    assertThat(coefficients(train(window.memory(memory), 2)))
        .isEqualTo(coefficients(train(window, 2)));
  }

  private static List<Coefficient> coefficients(List<MonitorSnapshot> snapshots) {
    List<Coefficient> all = new ArrayList<>();
    snapshots.forEach(s -> all.addAll(s.estimate().orElseThrow().coefficients()));
    return all;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fit_withWindows_isBitIdentical(boolean epoch) {
    MultiLayerNetwork without = network(new Sgd(ETA), 1);
    Training.fit(without, digits(EXAMPLES), BATCH, 3);
    MultiLayerNetwork with = network(new Sgd(ETA), 1);
    Window window = (epoch ? Window.epoch() : Window.steps(4)).antithetic().memory(0);
    Training.observe(windows(window), with, () -> Training.fit(with, digits(EXAMPLES), BATCH, 3));
    assertThat(with.params().dup().data().asDouble())
        .isEqualTo(without.params().dup().data().asDouble());
  }

  /** Smith et al., ICLR 2021: the coefficient of both is η/4. */
  @Test
  void antitheticEpochs_onShuffledDigits_giveTheCoefficientsOfTheory() {
    double eta = 0.01;
    MultiLayerNetwork network = network(new Sgd(eta), 1);
    DataSet digits = digits(8 * BATCH);
    MonitorSnapshot last;
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.gradientFlow())
            .window(Window.epoch().antithetic(4))
            .regularizers(Regularizers.gradientNorm(), Regularizers.gradientNoise(BATCH))
            .estimator(new CumulativeEstimator())
            .stride(1)
            .synchronous()
            .attach(network)) {
      for (int epoch = 0; epoch < 8; epoch++) {
        digits.shuffle(epoch);
        Training.fit(network, digits, BATCH, 1);
      }
      last = listener.snapshot();
    }
    double[] units = {eta / 4 * network.numParams(), eta / 4};
    for (int j = 0; j < 2; j++) {
      Coefficient coefficient = last.estimate().orElseThrow().coefficient(j);
      // The bound on the half-width of the interval, in units of theory.
      assertThat(coefficient.value() / units[j]).isCloseTo(1, within(0.15));
      assertThat((coefficient.upper() - coefficient.lower()) / 2 / units[j]).isLessThan(0.15);
    }
  }

  @Test
  void build_whatNoWindowCanBeComparedFor_isRefusedWithTheRemedy() {
    refused(network(new Adam(1e-3), 1), Reference.gradientFlow(), "use Sgd");
    refused(network(new Sgd(ETA), 0.5), Reference.gradientFlow(), "dropoutMean");
    refused(network(new Sgd(ETA), 1), Reference.withoutDropout(), "gradientFlow()");
    refused(
        network(new Sgd(ETA), 1), Reference.fullBatch(Probe.of(digits(8))), "gradientFlow(probe)");
  }

  private static void refused(MultiLayerNetwork network, Reference reference, String remedy) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImplicitBiasListener.builder()
                    .reference(reference)
                    .window(Window.epoch())
                    .build(network))
        .withMessageContaining("windows (epoch)")
        .withMessageContaining(remedy);
  }

  @Test
  void build_attributionOfWindows_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> windows(Window.epoch()).attribution().build(network(new Sgd(ETA), 1)))
        .withMessageContaining("attribution()")
        .withMessageContaining("window(epoch)");
  }

  /** The same arithmetic in another order of sums at most. */
  @Test
  void window_ofAGraph_isThatOfTheSameNetwork() {
    MultiLayerNetwork network = network(new Sgd(ETA), 1);
    ComputationGraph graph = network.toComputationGraph();
    Window window = Window.epoch().antithetic(2);
    List<MonitorSnapshot> ofGraph =
        Training.observe(
            windows(window), graph, () -> Training.fit(graph, digits(EXAMPLES), BATCH, 2));
    List<Coefficient> expected = coefficients(train(window, 2));
    List<Coefficient> actual = coefficients(ofGraph);
    assertThat(actual).hasSameSizeAs(expected);
    for (int j = 0; j < expected.size(); j++) {
      double value = expected.get(j).value();
      // Second differences of float64 gradients, 1e-16 over the square of 1e-4.
      assertThat(actual.get(j).value()).isCloseTo(value, within(1e-6 * Math.abs(value)));
    }
  }

  /** What five directions less leave in: the estimate moves, and takes fewer gradients. */
  @Test
  void window_leadingOrder_leavesTheNextOrdersIn() {
    Window window = Window.epoch().antithetic(2);
    MonitorSnapshot with = train(window, 2).get(1);
    MonitorSnapshot without = train(window.leadingOrder(), 2).get(1);
    assertThat(coefficients(List.of(without))).isNotEqualTo(coefficients(List.of(with)));
    assertThat(gradients(without)).isLessThan(gradients(with));
    assertThat(without.identity().reference()).startsWith("leading_order_antithetic_epoch");
  }

  private static double gradients(MonitorSnapshot snapshot) {
    return snapshot.latest().orElseThrow().sample().quality().gradients();
  }

  /** A window in which the learning rate is another than at its start is none. */
  @Test
  void window_learningRateChanged_isCounted() {
    MultiLayerNetwork network = network(new Sgd(ETA), 1);
    try (ImplicitBiasListener listener =
        windows(Window.epoch()).stride(1).synchronous().attach(network)) {
      Training.fit(network, digits(EXAMPLES), BATCH, 1);
      network.setLearningRate(ETA / 10);
      Training.fitOn(network, digits(EXAMPLES), BATCH, 1);
      assertThat(listener.snapshot().samples()).isEqualTo(1);
      assertThat(listener.snapshot().skips()).containsEntry(SkipReason.CONFIGURATION_CHANGED, 1L);
    }
  }

  @Test
  void window_ofNoUse_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Window.steps(1));
    assertThatIllegalArgumentException().isThrownBy(() -> Window.steps(4).antithetic(5));
    assertThatIllegalArgumentException().isThrownBy(() -> Window.epoch().antithetic(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Window.epoch().memory(-1));
  }
}
