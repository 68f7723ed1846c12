package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The monitor never ends or alters a training run, and says what went wrong with itself. */
class FailureIsolationTest {

  private static final int ITERATIONS = 29;

  private final DataSet digits = Digits.all(DataType.FLOAT);

  private static MultiLayerNetwork network() {
    return Networks.dropout(0.3, new Sgd(0.1), DataType.FLOAT, 11);
  }

  private static ImplicitBiasListenerBuilder listener(Regularizer regularizer) {
    return ImplicitBiasListener.builder()
        .reference(Reference.withoutDropout())
        .regularizers(regularizer)
        .stride(1);
  }

  private INDArray unwatched() {
    MultiLayerNetwork network = network();
    Training.fit(network, digits, 64, 1);
    return network.params();
  }

  private MonitorSnapshot watched(ImplicitBiasListenerBuilder settings, MultiLayerNetwork network) {
    try (ImplicitBiasListener listener = settings.attach(network)) {
      Training.fit(network, digits, 64, 1);
      listener.close();
      return listener.snapshot();
    }
  }

  private record Custom(Body body) implements Regularizer {
    interface Body {
      void gradient(Objective at, INDArray into);
    }

    @Override
    public String name() {
      return "custom";
    }

    @Override
    public void gradient(Objective at, List<Segment> penalized, INDArray into) {
      body.gradient(at, into);
    }
  }

  @Test
  void regularizer_throwingAnError_isCountedAndDetaches() {
    for (boolean synchronous : new boolean[] {true, false}) {
      MultiLayerNetwork network = network();
      var settings =
          listener(
                  new Custom(
                      (at, into) -> {
                        throw new OutOfMemoryError("on purpose");
                      }))
              .queueCapacity(64);
      if (synchronous) {
        settings.synchronous();
      }
      MonitorSnapshot last = watched(settings, network);
      assertThat(network.params()).isEqualTo(unwatched());
      assertThat(last.failures().get(FailureReason.REGULARIZER)).isGreaterThanOrEqualTo(10);
      assertThat(last.samples()).isZero();
      if (synchronous) {
        // Detached at the tenth: no sample was tried after it, and iterations are counted on.
        assertThat(last.failures().get(FailureReason.REGULARIZER)).isEqualTo(10);
      }
      assertThat(last.progress().iterations()).isEqualTo(ITERATIONS);
    }
  }

  @Test
  void regularizer_failingRarely_doesNotDetach() {
    int[] calls = {0};
    MonitorSnapshot last =
        watched(
            listener(
                    new Custom(
                        (at, into) -> {
                          if (calls[0]++ % 3 > 0) {
                            throw new IllegalStateException("on purpose");
                          }
                          into.assign(at.parameters());
                        }))
                .synchronous(),
            network());
    assertThat(last.failures().get(FailureReason.REGULARIZER)).isEqualTo(19);
    assertThat(last.samples()).isEqualTo(10);
  }

  @Test
  void regularizer_notFinite_isSkipped() {
    MultiLayerNetwork network = network();
    MonitorSnapshot last =
        watched(listener(new Custom((at, into) -> into.assign(Double.NaN))).synchronous(), network);
    assertThat(network.params()).isEqualTo(unwatched());
    assertThat(last.skips()).containsEntry(SkipReason.NOT_FINITE, (long) ITERATIONS);
    assertThat(last.failures().values()).containsOnly(0L);
    assertThat(last.estimate()).isEmpty();
  }

  @Test
  void reference_networkDiverged_isSkippedAndTrainingGoesOn() {
    MultiLayerNetwork network = network();
    network.params().putScalar(0, Float.NaN);
    MonitorSnapshot last = watched(listener(Regularizers.l2()).synchronous(), network);
    assertThat(last.skips()).containsEntry(SkipReason.NOT_FINITE, (long) ITERATIONS);
    assertThat(last.progress().iterations()).isEqualTo(ITERATIONS);
  }

  @Test
  void worker_blocked_dropsSamplesAndNeverBlocksTraining() {
    CountDownLatch trainingEnded = new CountDownLatch(1);
    MultiLayerNetwork network = network();
    try (ImplicitBiasListener listener =
        listener(
                new Custom(
                    (at, into) -> {
                      into.assign(at.parameters());
                      try {
                        trainingEnded.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }))
            .queueCapacity(3)
            .attach(network)) {
      Training.fit(network, digits, 64, 1); // would hang if training waited for the worker
      assertThat(listener.snapshot().workload().queueDepth()).isEqualTo(3);
      trainingEnded.countDown();
      listener.close();
      MonitorSnapshot last = listener.snapshot();
      assertThat(last.samples()).isEqualTo(3);
      assertThat(last.skips()).containsEntry(SkipReason.QUEUE_FULL, ITERATIONS - 3L);
      assertThat(last.workload().queueDepth()).isZero();
      assertThat(last.workload().queueCapacity()).isEqualTo(3);
    }
    assertThat(network.params()).isEqualTo(unwatched());
  }

  @Test
  void subscriber_throwing_isCounted() {
    MonitorSnapshot last =
        watched(
            listener(Regularizers.l2())
                .synchronous()
                .onSnapshot(
                    snapshot -> {
                      throw new IllegalStateException("on purpose");
                    }),
            network());
    assertThat(last.failures().get(FailureReason.SUBSCRIBER)).isPositive();
    assertThat(last.failures().get(FailureReason.REFERENCE)).isZero();
  }

  @Test
  void regularizer_askingForAnUnannouncedGradient_isCounted() {
    MonitorSnapshot last =
        watched(
            ImplicitBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .regularizers(new Custom((at, into) -> into.assign(at.gradient())))
                .stride(1)
                .synchronous(),
            network());
    assertThat(last.failures()).containsEntry(FailureReason.REGULARIZER, 10L);
    assertThat(last.samples()).isZero();
  }

  @Test
  @SuppressWarnings("overrides") // of DL4J's own methods
  void capture_failing_isCountedAndTrainingGoesOn() {
    MultiLayerNetwork plain = network();
    MultiLayerNetwork network =
        new MultiLayerNetwork(plain.getLayerWiseConfigurations().clone()) {
          @Override
          public INDArray getLabels() {
            throw new IllegalStateException("on purpose");
          }
        };
    network.init(plain.params(), true);
    MonitorSnapshot last = watched(listener(Regularizers.l2()), network);
    assertThat(network.params()).isEqualTo(unwatched());
    assertThat(last.failures()).containsEntry(FailureReason.CAPTURE, 10L);
    assertThat(last.workload().queueDepth()).isZero();
    assertThat(last.samples()).isZero();
  }

  @Test
  void learningRate_zero_isSkipped() {
    MultiLayerNetwork network =
        Networks.dropout(
            0.3,
            new Sgd(new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.0, 10, 0.1))),
            DataType.FLOAT,
            11);
    MonitorSnapshot last = watched(listener(Regularizers.l2()).synchronous(), network);
    assertThat(last.skips()).containsEntry(SkipReason.ZERO_LEARNING_RATE, 10L);
    assertThat(last.samples()).isEqualTo(ITERATIONS - 10);
  }

  @Test
  void iteration_setBack_isSkippedUntilItIsNew() {
    MultiLayerNetwork network = network();
    try (ImplicitBiasListener listener =
        listener(Regularizers.l2()).synchronous().attach(network)) {
      Training.fit(network, digits, 64, 1);
      network.setIterationCount(ITERATIONS - 10); // as that of a checkpoint restored
      Training.fit(network, digits, 64, 1);
      assertThat(listener.snapshot().skips()).containsEntry(SkipReason.EARLIER_ITERATION, 10L);
      assertThat(listener.snapshot().samples()).isEqualTo(2 * ITERATIONS - 10);
      assertThat(listener.snapshot().failures().values()).containsOnly(0L);
    }
  }

  @Test
  void estimator_withAPast_isNotGivenEarlierIterations() {
    ForgettingEstimator past = new ForgettingEstimator(100);
    past.update(GradientMatch.ofProducts(9, 100, new double[] {1, 1, 1, 1}, 1));
    MonitorSnapshot last =
        watched(listener(Regularizers.l2()).estimator(past).synchronous(), network());
    assertThat(last.skips()).containsEntry(SkipReason.EARLIER_ITERATION, 10L);
    assertThat(last.samples()).isEqualTo(ITERATIONS - 10);
    assertThat(last.failures().values()).containsOnly(0L);
  }

  @Test
  void model_foreign_isSkipped() {
    MultiLayerNetwork other = network();
    try (ImplicitBiasListener listener =
        listener(Regularizers.l2()).synchronous().build(network())) {
      other.setListeners(listener);
      Training.fit(other, digits, 64, 1);
      assertThat(listener.snapshot().skips())
          .containsEntry(SkipReason.FOREIGN_MODEL, (long) ITERATIONS);
      assertThat(listener.snapshot().samples()).isZero();
    }
  }

  @Test
  void close_beforeTraining_leavesTrainingAlone() {
    MultiLayerNetwork network = network();
    ImplicitBiasListener listener = listener(Regularizers.l2()).attach(network);
    listener.close();
    listener.close();
    Training.fit(network, digits, 64, 1);
    assertThat(network.params()).isEqualTo(unwatched());
    assertThat(listener.snapshot().status()).isEqualTo(Status.CLOSED);
    assertThat(listener.snapshot().progress().iterations()).isZero();
  }

  @Test
  void stride_ten_samplesEveryTenthIteration() {
    MonitorSnapshot last = watched(listener(Regularizers.l2()).stride(10).synchronous(), network());
    assertThat(last.samples()).isEqualTo(3);
    assertThat(last.latest().orElseThrow().sample().iteration()).isEqualTo(20);
    assertThat(last.progress().iterations()).isEqualTo(ITERATIONS);
    assertThat(last.workload().stride()).isEqualTo(10);
    assertThat(last.workload().monitorSeconds()).isPositive();
    assertThat(last.workload().trainingSeconds()).isPositive();
  }
}
