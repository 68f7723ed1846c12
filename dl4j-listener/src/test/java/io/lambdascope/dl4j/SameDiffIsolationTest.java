package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** SameDiff: the monitor alters and ends no training. */
class SameDiffIsolationTest {

  private static final int ITERATIONS = 12; // enough to see it detach after 10 failures

  private final DataSet digits = Digits.first(64 * ITERATIONS, DataType.FLOAT);

  private static SameDiff graph(IUpdater updater) {
    return Graphs.tanh(updater, DataType.FLOAT, b -> b.l2(1e-3));
  }

  private static SameDiffBiasListenerBuilder settings(Regularizer... regularizers) {
    return SameDiffBiasListener.builder()
        .reference(Reference.withoutPenalties())
        .regularizers(regularizers)
        .stride(1);
  }

  private record Outcome(
      Map<String, List<Float>> arrays, List<Double> losses, int iterations, long randomPosition) {}

  /**
   * Variables and state after training, losses during it, and where the random generator stands.
   */
  private Outcome train(SameDiff graph, int epochs) {
    List<Double> losses = new ArrayList<>();
    graph.addListeners(
        new BaseListener() {
          @Override
          public boolean isActive(Operation operation) {
            return operation == Operation.TRAINING;
          }

          @Override
          public void iterationDone(SameDiff sd, At at, MultiDataSet dataSet, Loss loss) {
            losses.add(loss.totalLoss());
          }
        });
    graph.fit(Training.batches(digits, 64), epochs);
    Map<String, List<Float>> arrays = new TreeMap<>();
    for (SDVariable variable : graph.variables()) {
      if (variable.name().matches("[wb][01]")) {
        arrays.put(variable.name(), floats(variable.getArr()));
        GradientUpdater<?> updater = graph.getUpdaterMap().get(variable.name());
        updater
            .getState()
            .forEach((key, state) -> arrays.put(variable.name() + key, floats(state)));
      }
    }
    assertThat(arrays).containsKeys("w0", "b0", "w1", "b1");
    return new Outcome(
        arrays, losses, graph.getTrainingConfig().getIterationCount(), Nd4j.getRandom().nextLong());
  }

  private static List<Float> floats(INDArray array) {
    List<Float> values = new ArrayList<>();
    for (float value : array.dup('c').data().asFloat()) {
      values.add(value);
    }
    return values;
  }

  static Stream<Arguments> runs() {
    Probe probe = Probe.of(Digits.first(300, DataType.FLOAT));
    return Stream.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3))
        .flatMap(
            updater ->
                Stream.of(true, false)
                    .flatMap(
                        synchronous ->
                            Stream.of(Reference.fullBatch(probe), Reference.withoutPenalties())
                                .map(r -> Arguments.of(updater, r, synchronous))));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void fit_withAndWithoutListener_isBitIdentical(
      IUpdater updater, Reference reference, boolean synchronous) {
    SameDiff unwatched = graph(updater);
    Training.seed();
    Outcome without = train(unwatched, 2);

    SameDiff watched = graph(updater);
    // Seeded before the listener is made, so that what making it draws would show too.
    Training.seed();
    SameDiffBiasListenerBuilder settings =
        settings(
                reference.probe().isPresent()
                    ? new Regularizer[] {Regularizers.l2(), Regularizers.gradientNorm()}
                    : new Regularizer[] {Regularizers.l2()})
            .reference(reference);
    if (synchronous) {
      settings.synchronous();
    }
    try (SameDiffBiasListener listener = settings.attach(watched)) {
      Outcome with = train(watched, 2);
      listener.close();
      assertThat(listener.snapshot().samples()).isPositive();
      assertThat(listener.snapshot().failures().values()).containsOnly(0L);
      assertThat(with).isEqualTo(without);
    }
  }

  @Test
  void fit_randomMasks_areThoseWithoutListener() {
    // SameDiff's own dropout has no derivative in 1.0.0-M2.1: one mask a step, of all examples.
    UnaryOperator<SDVariable> dropout =
        hidden -> hidden.mul(hidden.getSameDiff().random().bernoulli(0.5, DataType.FLOAT, 16));
    SameDiff unwatched = Graphs.tanh(new Adam(1e-3), DataType.FLOAT, b -> b.l2(1e-2), dropout);
    Training.seed();
    Outcome without = train(unwatched, 1);
    SameDiff watched = Graphs.tanh(new Adam(1e-3), DataType.FLOAT, b -> b.l2(1e-2), dropout);
    Training.seed();
    try (SameDiffBiasListener listener =
        settings(Regularizers.l2()).synchronous().attach(watched)) {
      assertThat(train(watched, 1)).isEqualTo(without);
      // The step's own gradient is taken, mask and all, so the penalty is recovered all the same.
      assertThat(listener.snapshot().samples()).isEqualTo(ITERATIONS);
      assertThat(listener.snapshot().estimate().orElseThrow().coefficient(0).value())
          .isCloseTo(5e-3, within(5e-6));
    }
  }

  private Map<String, List<Float>> unwatched(IUpdater updater) {
    return train(graph(updater), 1).arrays();
  }

  private record Custom(Consumer<INDArray> body) implements Regularizer {
    @Override
    public String name() {
      return "custom";
    }

    @Override
    public void gradient(Objective at, List<Segment> penalized, INDArray into) {
      body.accept(into);
    }
  }

  @Test
  void regularizer_throwingAnError_isCountedAndDetaches() {
    SameDiff graph = graph(new Adam(1e-3));
    Regularizer failing =
        new Custom(
            into -> {
              throw new OutOfMemoryError("on purpose");
            });
    try (SameDiffBiasListener listener = settings(failing).synchronous().attach(graph)) {
      assertThat(train(graph, 1).arrays()).isEqualTo(unwatched(new Adam(1e-3)));
      MonitorSnapshot last = listener.snapshot();
      assertThat(last.failures()).containsEntry(FailureReason.REGULARIZER, 10L);
      assertThat(last.status()).isEqualTo(Status.DETACHED);
      assertThat(last.samples()).isZero();
      assertThat(last.progress().iterations()).isEqualTo(ITERATIONS);
      assertThat(last.workload().queueDepth()).isZero();
    }
  }

  @Test
  void regularizer_notFinite_isSkipped() {
    SameDiff graph = graph(new Sgd(0.1));
    Regularizer bad = new Custom(into -> into.assign(Double.NaN));
    try (SameDiffBiasListener listener = settings(bad).synchronous().attach(graph)) {
      assertThat(train(graph, 1).arrays()).isEqualTo(unwatched(new Sgd(0.1)));
      assertThat(listener.snapshot().skips())
          .containsEntry(SkipReason.NOT_FINITE, (long) ITERATIONS);
    }
  }

  @Test
  void graph_diverged_isSkippedAndTrainingGoesOn() {
    SameDiff graph = graph(new Sgd(0.1));
    try (SameDiffBiasListener listener =
        settings(Regularizers.l2())
            .reference(Reference.fullBatch(Probe.of(digits)))
            .synchronous()
            .attach(graph)) {
      graph.getVariable("w0").getArr().putScalar(0, 0, Float.NaN);
      train(graph, 1);
      assertThat(listener.snapshot().skips())
          .containsEntry(SkipReason.NOT_FINITE, (long) ITERATIONS);
      assertThat(listener.snapshot().progress().iterations()).isEqualTo(ITERATIONS);
    }
  }

  @Test
  void capture_failing_isCountedAndTrainingGoesOn() {
    SameDiff graph = graph(new Adam(1e-3));
    // A variable that the listener waits for is trained no more.
    try (SameDiffBiasListener listener = settings(Regularizers.l2()).attach(graph)) {
      graph.convertToConstant(graph.getVariable("b1"));
      graph.fit(Training.batches(digits, 64), 1);
      assertThat(listener.snapshot().failures()).containsEntry(FailureReason.CAPTURE, 10L);
      assertThat(listener.snapshot().samples()).isZero();
      assertThat(listener.snapshot().workload().queueDepth()).isZero();
      assertThat(graph.getTrainingConfig().getIterationCount()).isEqualTo(ITERATIONS);
    }
  }

  @Test
  void graph_foreign_isSkipped() {
    SameDiff other = graph(new Sgd(0.1));
    try (SameDiffBiasListener listener = settings(Regularizers.l2()).build(graph(new Sgd(0.1)))) {
      other.addListeners(listener);
      train(other, 1);
      assertThat(listener.snapshot().skips())
          .containsEntry(SkipReason.FOREIGN_MODEL, (long) ITERATIONS);
      assertThat(listener.snapshot().progress().iterations()).isZero();
    }
  }

  @Test
  void learningRate_zero_isSkipped() {
    SameDiff graph =
        graph(new Sgd(new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.0, 10, 0.1))));
    try (SameDiffBiasListener listener = settings(Regularizers.l2()).synchronous().attach(graph)) {
      train(graph, 1);
      assertThat(listener.snapshot().skips()).containsEntry(SkipReason.ZERO_LEARNING_RATE, 10L);
      assertThat(listener.snapshot().samples()).isEqualTo(ITERATIONS - 10);
    }
  }

  @Test
  void close_beforeTraining_leavesTrainingAlone() {
    SameDiff graph = graph(new Adam(1e-3));
    SameDiffBiasListener listener = settings(Regularizers.l2()).attach(graph);
    listener.close();
    listener.close();
    assertThat(train(graph, 1).arrays()).isEqualTo(unwatched(new Adam(1e-3)));
    assertThat(listener.snapshot().status()).isEqualTo(Status.CLOSED);
    assertThat(listener.snapshot().progress().iterations()).isZero();
  }

  @Test
  void stride_ten_samplesEveryTenthIteration() {
    SameDiff graph = graph(new Adam(1e-3));
    try (SameDiffBiasListener listener =
        settings(Regularizers.l2()).stride(10).synchronous().attach(graph)) {
      train(graph, 1);
      assertThat(listener.snapshot().samples()).isEqualTo(2);
      assertThat(listener.snapshot().latest().orElseThrow().sample().iteration()).isEqualTo(10);
      assertThat(listener.snapshot().identity().reference()).isEqualTo("without_penalties");
    }
  }

  @Test
  void fit_resumed_goesOnFromTheStateThereWas() {
    SameDiff graph = graph(new Adam(1e-3));
    graph.fit(Training.batches(digits, 64), 1);
    DataSet some = Digits.first(500, DataType.FLOAT);
    List<MonitorSnapshot> snapshots =
        Graphs.observe(
            settings(Regularizers.l2()).reference(Reference.fullBatch(Probe.of(some))),
            graph,
            some,
            500,
            2);
    assertThat(snapshots).hasSize(2);
    assertThat(snapshots)
        .allSatisfy(s -> assertThat(s.latest().orElseThrow().sample().deviationNorm()).isZero());
  }
}
