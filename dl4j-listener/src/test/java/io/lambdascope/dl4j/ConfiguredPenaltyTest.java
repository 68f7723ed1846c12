package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.retrain.EstimatedPenalty;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * The λ that a training is configured with is the one that the reference without penalties
 * estimates, whatever DL4J calls it, and at each moment of a training.
 */
class ConfiguredPenaltyTest {

  private static final double RATE = 0.1;

  /** Of one fit: three mini-batches. */
  private static final int STEPS = 3;

  private final DataSet digits = Digits.first(192, DataType.DOUBLE);

  /** Penalties of one kind, and what they are in the units of λ. */
  private static Stream<Arguments> penalties() {
    return Stream.of(
        Arguments.of(Regularizers.l2(), List.of(new L2Regularization(1e-2)), 5e-3),
        Arguments.of(Regularizers.l1(1e-12), List.of(new L1Regularization(1e-3)), 1e-3),
        Arguments.of(Regularizers.l2(), List.of(new WeightDecay(1e-2, true)), 5e-3),
        Arguments.of(Regularizers.l2(), List.of(new WeightDecay(1e-3, false)), 1e-3 / (2 * RATE)),
        Arguments.of(
            Regularizers.l2(),
            List.of(new WeightDecay(1e-2, true), new WeightDecay(1e-2, true)),
            1e-2),
        Arguments.of(
            Regularizers.l2(),
            List.of(new L2Regularization(1e-2), new WeightDecay(4e-2, true)),
            2.5e-2));
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void configured_ofEachPenalty_isWhatIsEstimated(
      Regularizer regularizer, List<Regularization> penalties, double lambda) {
    for (IUpdater updater : List.of(new Sgd(RATE), new Nesterovs(RATE, 0.9), new Adam(RATE))) {
      List<MonitorSnapshot> snapshots = observe(network(updater, penalties), regularizer);
      assertThat(snapshots).hasSize(STEPS);
      for (MonitorSnapshot snapshot : snapshots) {
        double configured = snapshot.configured().get(0).orElseThrow();
        assertThat(configured).isCloseTo(lambda, within(1e-15));
        // What rounding leaves in float64, more of it behind Adam's roots (UpdaterCalibrationTest).
        assertThat(snapshot.estimate().orElseThrow().coefficient(0).value())
            .isCloseTo(configured, within(1e-8 * configured));
      }
    }
  }

  @Test
  void configured_changedInMidRun_isThatOfTheSample() {
    MultiLayerNetwork network = network(new Sgd(RATE), List.of());
    List<MonitorSnapshot> snapshots =
        observe(
            network,
            Regularizers.l2(),
            () -> {
              Training.fit(network, digits, 64, 1);
              set(network, List.of(new L2Regularization(1e-2)));
              Training.fit(network, digits, 64, 1);
              set(network, List.of(new WeightDecay(4e-2, true)));
              Training.fit(network, digits, 64, 1);
              set(network, List.of());
              Training.fit(network, digits, 64, 1);
            });
    assertThat(snapshots.stream().map(s -> s.configured().get(0)))
        .containsExactly(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(5e-3),
            OptionalDouble.of(5e-3),
            OptionalDouble.of(5e-3),
            OptionalDouble.of(2e-2),
            OptionalDouble.of(2e-2),
            OptionalDouble.of(2e-2),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
  }

  @Test
  void configured_byASchedule_isThatOfEachIteration() {
    var halving = new StepSchedule(ScheduleType.ITERATION, 8e-2, 0.5, 1);
    List<MonitorSnapshot> snapshots =
        observe(network(new Sgd(RATE), List.of(new L2Regularization(halving))), Regularizers.l2());
    assertThat(snapshots.stream().map(s -> s.configured().get(0).orElseThrow()))
        .containsExactly(4e-2, 2e-2, 1e-2);
    for (MonitorSnapshot snapshot : snapshots) {
      double configured = snapshot.configured().get(0).orElseThrow();
      assertThat(snapshot.estimate().orElseThrow().coefficient(0).value())
          .isCloseTo(configured, within(1e-8 * configured));
    }
  }

  @Test
  void configured_differsBetweenLayers_isKnownPerLayerAndNotOfAll() {
    MultiLayerNetwork network = network(new Sgd(RATE), List.of(new L2Regularization(1e-2)));
    ((BaseLayer) network.getLayer(1).conf().getLayer())
        .setRegularization(List.of(new L2Regularization(2e-2)));

    assertThat(last(observe(network, Regularizers.l2())).configured())
        .containsExactly(OptionalDouble.empty());

    MonitorSnapshot perLayer =
        last(
            Training.observe(
                KnownAnswers.listener(Reference.withoutPenalties())
                    .groups(ParameterGroups.perLayer()),
                network,
                () -> Training.fit(network, digits, 64, 1)));
    assertThat(perLayer.terms())
        .containsExactly(new Term("l2", "0"), new Term("l2", "1"), new Term("l2", "2"));
    assertThat(perLayer.configured())
        .containsExactly(OptionalDouble.of(5e-3), OptionalDouble.of(1e-2), OptionalDouble.of(5e-3));
  }

  @Test
  void configured_ofOtherKindsOrClasses_isNotKnown() {
    MultiLayerNetwork network =
        network(
            new Sgd(RATE),
            List.of(new L2Regularization(1e-2), new EstimatedPenalty(1e-3, 0, 1e-3)));
    assertThat(last(observe(network, Regularizers.l2())).configured())
        .as("a class of its own beside l2")
        .containsExactly(OptionalDouble.empty());

    MultiLayerNetwork plain = network(new Sgd(RATE), List.of(new L2Regularization(1e-2)));
    assertThat(last(observe(plain, Regularizers.l1())).configured())
        .as("l1, where there is only l2")
        .containsExactly(OptionalDouble.empty());
    assertThat(
            last(observe(plain, Regularizers.distance(plain.params().castTo(DataType.DOUBLE))))
                .configured())
        .as("a pull to another point than zero")
        .containsExactly(OptionalDouble.empty());
  }

  @Test
  void configured_beforeTheFirstSample_isNotKnownAndPlatformIs() {
    try (ImplicitBiasListener listener =
        KnownAnswers.listener(Reference.withoutPenalties())
            .build(network(new Sgd(RATE), List.of(new L2Regularization(1e-2))))) {
      assertThat(listener.snapshot().configured()).containsExactly(OptionalDouble.empty());
      assertThat(listener.snapshot().platform().backend()).isEqualTo("nd4j-native");
      assertThat(listener.snapshot().platform().dl4j()).matches("\\d+\\.\\d+.*");
    }
  }

  @Test
  void configured_ofASameDiffGraph_isWhatIsEstimated() {
    List<MonitorSnapshot> snapshots =
        Graphs.observe(
            SameDiffBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .regularizers(Regularizers.l2())
                .estimator(new PerObservationEstimator()),
            Graphs.tanh(new Sgd(RATE), DataType.DOUBLE, b -> b.weightDecay(1e-3, false)),
            Digits.all(DataType.DOUBLE),
            64,
            1);
    double configured = last(snapshots).configured().get(0).orElseThrow();
    assertThat(configured).isCloseTo(1e-3 / (2 * RATE), within(1e-15));
    assertThat(last(snapshots).estimate().orElseThrow().coefficient(0).value())
        .isCloseTo(configured, within(1e-8 * configured));
  }

  /** An epoch of three mini-batches. */
  private List<MonitorSnapshot> observe(MultiLayerNetwork network, Regularizer regularizer) {
    return observe(network, regularizer, () -> Training.fit(network, digits, 64, 1));
  }

  private static List<MonitorSnapshot> observe(
      MultiLayerNetwork network, Regularizer regularizer, Runnable training) {
    return Training.observe(
        KnownAnswers.listener(Reference.withoutPenalties()).regularizers(regularizer),
        network,
        training);
  }

  private static MonitorSnapshot last(List<MonitorSnapshot> snapshots) {
    return snapshots.get(snapshots.size() - 1);
  }

  private static MultiLayerNetwork network(IUpdater updater, List<Regularization> penalties) {
    MultiLayerNetwork network = Networks.tanh(2, 16, updater, DataType.DOUBLE, builder -> {});
    set(network, penalties);
    return network;
  }

  private static void set(MultiLayerNetwork network, List<Regularization> penalties) {
    Arrays.stream(network.getLayers())
        .forEach(layer -> ((BaseLayer) layer.conf().getLayer()).setRegularization(penalties));
  }
}
