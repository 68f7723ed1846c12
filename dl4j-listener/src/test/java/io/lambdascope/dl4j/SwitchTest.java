package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.drift.Drift;
import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * What is switched in mid-run is a drift of the coefficient of its cause, from its first iteration,
 * and of no other; where nothing is, there is none.
 */
class SwitchTest {

  private static final double RATE = 0.05;

  /** Iterations before the switch, whose number is that of the first after it. */
  private static final int SWITCH = 60;

  private static final int AFTER = 40;

  /** An observation moves the evidence by at most 2.5 of the 11 that make a drift. */
  private static final int LATEST = SWITCH + 4;

  private final DataSet digits = Digits.first(256, DataType.FLOAT);

  @Test
  void dropout_switchedOn_isADriftOfTheReferenceWithoutDropout() {
    for (Reference reference : List.of(Reference.withoutDropout(), Reference.dropoutMean(4))) {
      Map<String, MonitorSnapshot> last =
          watch(
              64,
              network ->
                  layers(network).skip(1).forEach(layer -> layer.setIDropout(new Dropout(0.5))),
              Map.of("cause", reference, "other", Reference.withoutPenalties()),
              Regularizers.l2());
      Drift drift = onlyDrift(last.get("cause"));
      assertThat(drift.onset()).isEqualTo(SWITCH);
      assertThat(drift.detected()).isBetween((long) SWITCH, (long) LATEST);
      assertStable(last.get("other"));
    }
  }

  @Test
  void weightDecay_switchedOn_isADriftOfTheReferenceWithoutPenalties() {
    Map<String, MonitorSnapshot> last =
        watch(
            64,
            network ->
                layers(network)
                    .forEach(
                        layer ->
                            layer.setRegularization(
                                List.of(
                                    new L2Regularization(KnownAnswers.L2),
                                    new WeightDecay(3 * KnownAnswers.L2, true)))),
            Map.of("cause", Reference.withoutPenalties(), "other", Reference.withoutDropout()),
            Regularizers.l2(),
            Regularizers.l1());
    Drift drift = onlyDrift(last.get("cause"));
    assertThat(drift.onset()).isEqualTo(SWITCH);
    assertThat(drift.detected()).isLessThanOrEqualTo(LATEST);
    // From c/2 to 4c/2; both known to float32's rounding, as in KnownAnswers.
    assertThat(drift.change())
        .isCloseTo(1.5 * KnownAnswers.L2, within(1e-3 * 1.5 * KnownAnswers.L2));
    assertThat(value(last.get("cause")))
        .isCloseTo(2 * KnownAnswers.L2, within(2 * KnownAnswers.L2 * 1e-4));
    assertStable(last.get("other"));
  }

  @Test
  void learningRate_cutTenfold_isADriftOfTheFlowsGradientNorm() {
    Map<String, MonitorSnapshot> last =
        watch(
            256,
            network -> network.setLearningRate(RATE / 10),
            Map.of("cause", Reference.gradientFlow(Probe.of(digits))),
            Regularizers.gradientNorm(),
            Regularizers.l2());
    Drift drift = onlyDrift(last.get("cause"));
    assertThat(drift.onset()).isEqualTo(SWITCH);
    assertThat(drift.detected()).isLessThanOrEqualTo(LATEST);
    // Theory's ηp/4, of the step sizes' difference; to a hundredth, as GradientFlowOnDigitsTest
    // has it at step sizes of 0.001 to 0.03.
    double theory = -0.9 * RATE * PARAMETERS / 4;
    assertThat(drift.change()).isCloseTo(theory, within(0.02 * Math.abs(theory)));
    double after = 0.1 * RATE * PARAMETERS / 4;
    assertThat(value(last.get("cause"))).isCloseTo(after, within(0.02 * after));
  }

  @Test
  void nothing_switched_isNoDrift() {
    Map<String, Reference> references =
        Map.of(
            "dropout",
            Reference.withoutDropout(),
            "mean",
            Reference.dropoutMean(4),
            "penalties",
            Reference.withoutPenalties());
    watch(64, network -> {}, references, Regularizers.l2(), Regularizers.l1())
        .values()
        .forEach(SwitchTest::assertStable);
    assertStable(
        watch(
                256,
                network -> {},
                Map.of("flow", Reference.gradientFlow(Probe.of(digits))),
                Regularizers.gradientNorm(),
                Regularizers.l2())
            .get("flow"));
  }

  private static final int PARAMETERS = 64 * 16 + 16 + 16 * 16 + 16 + 16 * 10 + 10;

  /** Trains with one listener for each reference. */
  private Map<String, MonitorSnapshot> watch(
      int batchSize,
      Consumer<MultiLayerNetwork> change,
      Map<String, Reference> references,
      Regularizer... regularizers) {
    MultiLayerNetwork network =
        Networks.tanh(2, 16, new Sgd(RATE), DataType.FLOAT, b -> b.l2(KnownAnswers.L2));
    Map<String, ImplicitBiasListener> listeners = new LinkedHashMap<>();
    references.forEach(
        (name, reference) ->
            listeners.put(
                name,
                ImplicitBiasListener.builder()
                    .reference(reference)
                    .regularizers(regularizers)
                    .estimator(new PerObservationEstimator())
                    .stride(1)
                    .synchronous()
                    .attach(network)));
    int epoch = digits.numExamples() / batchSize;
    Training.fit(network, digits, batchSize, SWITCH / epoch);
    change.accept(network);
    Training.fitOn(network, digits, batchSize, AFTER / epoch);
    Map<String, MonitorSnapshot> last = new LinkedHashMap<>();
    listeners.forEach(
        (name, listener) -> {
          listener.close();
          last.put(name, listener.snapshot());
          assertThat(listener.snapshot().samples()).isEqualTo(SWITCH + AFTER);
        });
    return last;
  }

  private static Stream<BaseLayer> layers(MultiLayerNetwork network) {
    return Arrays.stream(network.getLayers()).map(layer -> (BaseLayer) layer.conf().getLayer());
  }

  private static Drift onlyDrift(MonitorSnapshot snapshot) {
    List<DriftStatus> drifts = snapshot.latest().orElseThrow().drifts();
    DriftStatus status = drifts.get(0);
    assertThat(status.drifts()).isEqualTo(1);
    assertThat(drifts.subList(1, drifts.size()))
        .allSatisfy(other -> assertThat(other.drifts()).isZero());
    return status.latest().orElseThrow();
  }

  private static void assertStable(MonitorSnapshot snapshot) {
    assertThat(snapshot.latest().orElseThrow().drifts())
        .allSatisfy(status -> assertThat(status.drifts()).isZero());
  }

  private static double value(MonitorSnapshot snapshot) {
    return snapshot.estimate().orElseThrow().coefficient(0).value();
  }
}
