package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * What a user changes of a network in mid-run is followed from the first step under it: deviations
 * that are exactly zero stay so, and known coefficients are those of each moment.
 */
class ConfigurationChangeTest {

  /** Of one fit: three mini-batches. */
  private static final int STEPS = 3;

  private final DataSet digits = Digits.first(192, DataType.DOUBLE);

  /** A change of the training by which deviations from references stay what they were. */
  private record Change(String name, Consumer<Model> of) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> changes() {
    List<Change> changes =
        List.of(
            new Change("rate of all", model -> setLearningRate(model, 0.01)),
            new Change("rate of one layer", model -> setLearningRateOfFirst(model, 0.02)),
            new Change(
                "rate by schedule", // of two iterations each, so that it changes once more
                model -> {
                  var halving = new StepSchedule(ScheduleType.ITERATION, 0.02, 0.5, 2);
                  if (model instanceof MultiLayerNetwork layers) {
                    layers.setLearningRate(halving);
                  } else {
                    ((ComputationGraph) model).setLearningRate(halving);
                  }
                }),
            new Change(
                "clipping",
                model ->
                    configurations(model)
                        .forEach(
                            layer -> {
                              layer.setGradientNormalization(
                                  GradientNormalization.ClipElementWiseAbsoluteValue);
                              layer.setGradientNormalizationThreshold(1e-3);
                            })),
            new Change(
                "another updater",
                model -> {
                  configurations(model).forEach(layer -> layer.setIUpdater(new Adam(1e-2)));
                  if (model instanceof MultiLayerNetwork layers) {
                    layers.setUpdater(null);
                  } else {
                    ((ComputationGraph) model).setUpdater(null);
                  }
                }));
    return Stream.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3))
        .flatMap(
            updater ->
                changes.stream()
                    .flatMap(
                        change ->
                            Stream.of(
                                Arguments.of(updater, change, false),
                                Arguments.of(updater, change, true))));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void zeroDeviation_beforeAndAfterAChange_staysZero(
      IUpdater updater, Change change, boolean graph) {
    Model model = network(updater, graph, KnownAnswers.L2);
    assertThat(observe(KnownAnswers.listener(Reference.withoutDropout()), model, change.of))
        .hasSize(2 * STEPS)
        .allSatisfy(KnownAnswers::isZero);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void knownPenalty_beforeAndAfterAChange_isRecovered(
      IUpdater updater, Change change, boolean graph) {
    Model model = network(updater, graph, KnownAnswers.L2);
    assertThat(observe(KnownAnswers.listener(Reference.withoutPenalties()), model, change.of))
        .hasSize(2 * STEPS)
        .allSatisfy(snapshot -> isLambda(snapshot, KnownAnswers.L2 / 2));
  }

  static Stream<Arguments> penalties() {
    return Stream.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3))
        .flatMap(
            updater ->
                Stream.of(new L2Regularization(4e-2), new WeightDecay(4e-2, true))
                    .flatMap(
                        penalty ->
                            Stream.of(
                                    Reference.withoutPenalties(),
                                    // Needs the step's raw gradient once there is weight decay.
                                    Reference.withoutDropout().andWithoutPenalties())
                                .map(reference -> Arguments.of(updater, penalty, reference))));
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void penalty_switchedOnAndChangedAndOff_isRecoveredAtEachMoment(
      IUpdater updater, Regularization penalty, Reference reference) {
    Model model = network(updater, false, 0);
    Consumer<List<Regularization>> set =
        list -> configurations(model).forEach(layer -> layer.setRegularization(list));
    List<MonitorSnapshot> snapshots =
        Training.observe(
            KnownAnswers.listener(reference),
            model,
            () -> {
              Training.fit(model, digits, 64, 1);
              set.accept(List.of(penalty));
              Training.fit(model, digits, 64, 1);
              set.accept(List.of(new L2Regularization(1e-2), penalty));
              Training.fit(model, digits, 64, 1);
              set.accept(List.of());
              Training.fit(model, digits, 64, 1);
            });
    assertThat(snapshots).hasSize(4 * STEPS);
    assertThat(snapshots.subList(0, STEPS)).allSatisfy(KnownAnswers::isZero);
    assertThat(snapshots.subList(STEPS, 2 * STEPS)).allSatisfy(s -> isLambda(s, 2e-2));
    assertThat(snapshots.subList(2 * STEPS, 3 * STEPS)).allSatisfy(s -> isLambda(s, 2.5e-2));
    assertThat(snapshots.subList(3 * STEPS, 4 * STEPS)).allSatisfy(KnownAnswers::isZero);
  }

  @Test
  void dropout_switchedOnAndOff_isSeenWhileItIsOn() {
    for (boolean graph : new boolean[] {false, true}) {
      Model model = network(new Adam(1e-3), graph, KnownAnswers.L2);
      for (Reference reference :
          List.of(
              Reference.withoutDropout(), Reference.dropoutMean(2), Reference.withoutPenalties())) {
        List<MonitorSnapshot> snapshots =
            Training.observe(
                KnownAnswers.listener(reference),
                model,
                () -> {
                  Training.fit(model, digits, 64, 1);
                  configurations(model).forEach(layer -> layer.setIDropout(new Dropout(0.5)));
                  Training.fit(model, digits, 64, 1);
                  configurations(model).forEach(layer -> ((Dropout) layer.getIDropout()).setP(0.9));
                  Training.fit(model, digits, 64, 1);
                  configurations(model).forEach(layer -> layer.setIDropout(null));
                  Training.fit(model, digits, 64, 1);
                });
        assertThat(snapshots).hasSize(4 * STEPS);
        if (!reference.computesGradient()) {
          assertThat(snapshots).allSatisfy(s -> isLambda(s, KnownAnswers.L2 / 2));
          continue;
        }
        double[] norms =
            snapshots.stream()
                .mapToDouble(s -> s.latest().orElseThrow().sample().deviationNorm())
                .toArray();
        assertThat(Arrays.copyOf(norms, STEPS)).containsOnly(0);
        assertThat(Arrays.copyOfRange(norms, 3 * STEPS, 4 * STEPS)).containsOnly(0);
        // The noise of a mask has p(1 − p) for its variance relative to the square of what is
        // kept: (1 − p)/p is 1 at 0.5 and 0.11 at 0.9, so norms are three times as large.
        double half = Arrays.stream(norms, STEPS, 2 * STEPS).average().orElseThrow();
        double tenth = Arrays.stream(norms, 2 * STEPS, 3 * STEPS).average().orElseThrow();
        assertThat(tenth).isPositive();
        assertThat(half).isBetween(1.5 * tenth, 6 * tenth);
      }
    }
  }

  @Test
  void updater_replacedButNotInUseYet_isCountedUntilItIs() {
    MultiLayerNetwork network = (MultiLayerNetwork) network(new Sgd(0.1), false, KnownAnswers.L2);
    List<MonitorSnapshot> snapshots = Collections.synchronizedList(new ArrayList<>());
    try (ImplicitBiasListener listener =
        KnownAnswers.listener(Reference.withoutPenalties())
            .synchronous()
            .stride(1)
            .onSnapshot(snapshots::add)
            .attach(network)) {
      Training.fit(network, digits, 64, 1);
      // DL4J goes on with the updater it has made of the old one.
      configurations(network).forEach(layer -> layer.setIUpdater(new Sgd(0.01)));
      Training.fit(network, digits, 64, 1);
      assertThat(listener.snapshot().skips())
          .containsEntry(SkipReason.CONFIGURATION_CHANGED, (long) STEPS);
      network.setUpdater(null);
      Training.fit(network, digits, 64, 1);
      assertThat(listener.snapshot().skips())
          .containsEntry(SkipReason.CONFIGURATION_CHANGED, (long) STEPS);
      assertThat(listener.snapshot().failures().values()).containsOnly(0L);
    }
    assertThat(snapshots)
        .hasSize(2 * STEPS)
        .allSatisfy(snapshot -> isLambda(snapshot, KnownAnswers.L2 / 2));
  }

  @Test
  void updater_thatCannotBeCompared_isCountedAndNoFailure() {
    MultiLayerNetwork network = (MultiLayerNetwork) network(new Sgd(0.1), false, KnownAnswers.L2);
    // Plain descent takes the updater's place, at a learning rate that AdaDelta has not.
    try (ImplicitBiasListener listener =
        KnownAnswers.listener(Reference.withoutUpdater().andWithoutPenalties())
            .synchronous()
            .stride(1)
            .attach(network)) {
      for (IUpdater updater : List.of(new Sgd(0.1), new AdaDelta(), new Sgd(0.05))) {
        configurations(network).forEach(layer -> layer.setIUpdater(updater));
        network.setUpdater(null);
        Training.fit(network, digits, 64, 1);
      }
      MonitorSnapshot last = listener.snapshot();
      assertThat(last.skips()).containsEntry(SkipReason.CONFIGURATION_CHANGED, (long) STEPS);
      assertThat(last.samples()).isEqualTo(2L * STEPS);
      assertThat(last.failures()).containsEntry(FailureReason.REFERENCE, 0L);
      isLambda(last, KnownAnswers.L2 / 2);
    }
  }

  @Test
  void changes_withAndWithoutListener_trainTheSameToTheLastBit() {
    for (boolean watched : new boolean[] {true, false}) {
      MultiLayerNetwork network = (MultiLayerNetwork) network(new Adam(1e-3), false, 0);
      if (watched) {
        // Asynchronous: a change may come while the step before it is still being compared.
        ImplicitBiasListener listener =
            KnownAnswers.listener(Reference.withoutDropout()).stride(1).attach(network);
        train(network);
        listener.close();
        assertThat(listener.snapshot().failures().values()).containsOnly(0L);
        watchedParameters = network.params().dup().data().asDouble();
      } else {
        train(network);
        assertThat(network.params().dup().data().asDouble()).isEqualTo(watchedParameters);
      }
    }
  }

  private double[] watchedParameters = new double[0];

  private void train(MultiLayerNetwork network) {
    Training.seed();
    for (int round = 0; round < 6; round++) {
      network.setLearningRate(1e-3 / (1 + round));
      double retained = 0.4 + 0.1 * round;
      configurations(network).forEach(layer -> layer.setIDropout(new Dropout(retained)));
      double c = 1e-3 * round;
      configurations(network)
          .forEach(layer -> layer.setRegularization(List.of(new WeightDecay(c, true))));
      Training.fitOn(network, digits, 64, 1);
    }
  }

  private List<MonitorSnapshot> observe(
      ImplicitBiasListenerBuilder listener, Model model, Consumer<Model> change) {
    return Training.observe(
        listener.estimator(new PerObservationEstimator()).regularizers(Regularizers.l2()),
        model,
        () -> {
          Training.fit(model, digits, 64, 1);
          change.accept(model);
          Training.fit(model, digits, 64, 1);
        });
  }

  /**
   * In float64, where the rounding of updates, 1e-16 of a gradient, leaves 1e-10 of the penalty.
   */
  private static void isLambda(MonitorSnapshot snapshot, double lambda) {
    assertThat(snapshot.estimate().orElseThrow().coefficient(0).value())
        .isCloseTo(lambda, within(1e-10 * lambda));
  }

  private static Model network(IUpdater updater, boolean graph, double l2) {
    MultiLayerNetwork network =
        Networks.tanh(
            2,
            16,
            updater,
            DataType.DOUBLE,
            builder -> {
              if (l2 > 0) {
                builder.l2(l2);
              }
            });
    return graph ? network.toComputationGraph() : network;
  }

  private static List<BaseLayer> configurations(Model model) {
    Layer[] layers =
        model instanceof MultiLayerNetwork network
            ? network.getLayers()
            : ((ComputationGraph) model).getLayers();
    return Arrays.stream(layers).map(layer -> (BaseLayer) layer.conf().getLayer()).toList();
  }

  private static void setLearningRate(Model model, double rate) {
    if (model instanceof MultiLayerNetwork network) {
      network.setLearningRate(rate);
    } else {
      ((ComputationGraph) model).setLearningRate(rate);
    }
  }

  private static void setLearningRateOfFirst(Model model, double rate) {
    if (model instanceof MultiLayerNetwork network) {
      network.setLearningRate(0, rate);
    } else {
      ComputationGraph graph = (ComputationGraph) model;
      graph.setLearningRate(graph.getLayers()[0].conf().getLayer().getLayerName(), rate);
    }
  }
}
