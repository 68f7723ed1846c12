package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.GradientMatch;
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
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.FailureTestingListener;
import org.deeplearning4j.optimize.listeners.FailureTestingListener.CallType;
import org.deeplearning4j.optimize.listeners.FailureTestingListener.FailureMode;
import org.deeplearning4j.optimize.listeners.FailureTestingListener.FailureTrigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A fault at each stage in turn: training ends as it would have without the monitor, to the last
 * bit, and the snapshot says by its reason what went wrong.
 */
class FaultInjectionTest {

  private static final int ITERATIONS = 29;

  /** Failures in a row after which the monitor detaches. */
  private static final long TO_DETACH = 10;

  private final DataSet digits = Digits.all(DataType.FLOAT);
  private final MultiLayerNetwork network = network();

  private static MultiLayerNetwork network() {
    return Networks.dropout(0.3, new Sgd(0.1), DataType.FLOAT, 11);
  }

  private static ImplicitBiasListenerBuilder listener(Reference reference) {
    return ImplicitBiasListener.builder()
        .reference(reference)
        .regularizers(Regularizers.l2())
        .synchronous()
        .stride(1);
  }

  /** Trains with the listener, and holds the parameters to those without one. */
  private MonitorSnapshot train(ImplicitBiasListenerBuilder settings) {
    try (ImplicitBiasListener listener = settings.attach(network)) {
      Training.fit(network, digits, 64, 1);
      MultiLayerNetwork unwatched = network();
      Training.fit(unwatched, digits, 64, 1);
      assertThat(network.params()).isEqualTo(unwatched.params());
      assertThat(listener.snapshot().progress().iterations()).isEqualTo(ITERATIONS);
      return listener.snapshot();
    }
  }

  /** The network detached for this reason and no other. */
  private static void assertDetached(MonitorSnapshot last, FailureReason reason) {
    assertThat(last.status()).isEqualTo(Status.DETACHED);
    last.failures()
        .forEach(
            (other, count) ->
                assertThat(count).as(other.name()).isEqualTo(other == reason ? TO_DETACH : 0));
    assertThat(last.samples()).isZero();
    assertThat(last.workload().queueDepth()).isZero();
  }

  /** Gives good data while the listener is built, and then something else. */
  private static final class Turning extends ListDataSetIterator<DataSet> {

    private static final long serialVersionUID = 1;
    private boolean turned;
    private final boolean throwing;

    private Turning(DataSet data, boolean throwing) {
      super(data.asList(), 300);
      this.throwing = throwing;
    }

    @Override
    public synchronized DataSet next() {
      DataSet given = super.next();
      if (turned && throwing) {
        throw new IllegalStateException("the disk is gone, on purpose");
      }
      if (turned) {
        given.getFeatures().putScalar(0, Double.NaN);
      }
      return given;
    }
  }

  private MonitorSnapshot trainOn(Turning probe) {
    ImplicitBiasListenerBuilder settings = listener(Reference.fullBatch(Probe.streaming(probe)));
    try (ImplicitBiasListener listener = settings.attach(network)) {
      probe.turned = true;
      Training.fit(network, digits, 64, 1);
      MultiLayerNetwork unwatched = network();
      Training.fit(unwatched, digits, 64, 1);
      assertThat(network.params()).isEqualTo(unwatched.params());
      return listener.snapshot();
    }
  }

  @Test
  void probe_throwingInTraining_detachesByReference() {
    assertDetached(
        trainOn(new Turning(Digits.first(300, DataType.FLOAT), true)), FailureReason.REFERENCE);
  }

  @Test
  void probe_notFiniteInTraining_isSkipped() {
    MonitorSnapshot last = trainOn(new Turning(Digits.first(300, DataType.FLOAT), false));
    assertThat(last.skips()).containsEntry(SkipReason.NOT_FINITE, (long) ITERATIONS);
    assertThat(last.failures().values()).containsOnly(0L);
    assertThat(last.status()).isEqualTo(Status.ACTIVE);
    assertThat(last.estimate()).isEmpty();
  }

  private record Failing(Runnable fault) implements Regularizer {

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public void gradient(Objective at, List<Segment> penalized, INDArray into) {
      fault.run();
    }
  }

  private MonitorSnapshot trainWithFailing(Runnable fault) {
    return train(listener(Reference.withoutDropout()).regularizers(new Failing(fault)));
  }

  @Test
  void worker_outOfMemoryInEarnest_detachesByRegularizer() {
    Object[] kept = new Object[1];
    assertDetached(
        trainWithFailing(() -> kept[0] = new long[Integer.MAX_VALUE]), FailureReason.REGULARIZER);
  }

  @Test
  void worker_stackOverflow_detachesByRegularizer() {
    assertDetached(trainWithFailing(FaultInjectionTest::forEver), FailureReason.REGULARIZER);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int forEver() {
    return forEver() + 1;
  }

  /** What Thread.stop throws in the thread it stops, at whatever it does. */
  @Test
  @SuppressWarnings("removal")
  void worker_killedAtWork_detachesByRegularizer() {
    assertDetached(
        trainWithFailing(
            () -> {
              throw new ThreadDeath();
            }),
        FailureReason.REGULARIZER);
  }

  @Test
  void worker_interrupted_goesOn() {
    MonitorSnapshot last = trainWithFailing(() -> Thread.currentThread().interrupt());
    assertThat(last.samples()).isEqualTo(ITERATIONS);
    assertThat(last.failures().values()).containsOnly(0L);
  }

  private static final class FailingEstimator implements OnlineEstimator {

    @Override
    public void update(GradientMatch match) {
      throw new AssertionError("on purpose");
    }

    @Override
    public Optional<LambdaEstimate> estimate() {
      return Optional.empty();
    }

    @Override
    public void reset() {}

    @Override
    public OnlineEstimator copy() {
      return new FailingEstimator();
    }
  }

  @Test
  void estimator_throwing_detachesByEstimate() {
    assertDetached(
        train(listener(Reference.withoutDropout()).estimator(new FailingEstimator())),
        FailureReason.ESTIMATE);
  }

  @Test
  void subscriber_throwingAnError_isCountedForEachSample() {
    MonitorSnapshot last =
        train(
            listener(Reference.withoutDropout())
                .onSnapshot(
                    snapshot -> {
                      throw new NoClassDefFoundError("on purpose");
                    }));
    assertThat(last.failures())
        .containsEntry(FailureReason.SUBSCRIBER, (long) ITERATIONS)
        .containsEntry(FailureReason.REGULARIZER, 0L);
    assertThat(last.samples()).isEqualTo(ITERATIONS);
    assertThat(last.status()).isEqualTo(Status.ACTIVE);
  }

  /** Where the log goes fails too; a failure is counted once all the same, by its own reason. */
  @Test
  void logging_throwing_changesNoCount() {
    PrintStream before = System.err;
    int[] tried = {0};
    ImplicitBiasListenerBuilder settings =
        listener(Reference.withoutDropout())
            .regularizers(
                new Failing(
                    () -> {
                      throw new IllegalStateException("on purpose");
                    }));
    try (PrintStream broken =
        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            if (line.contains("lambdascope") || line.contains("The monitor of run")) {
              tried[0]++;
              throw new OutOfMemoryError("of the log, on purpose");
            }
            super.println(line);
          }
        }) {
      System.setErr(broken);
      ImplicitBiasListener listener = settings.build(network);
      assertThat(listener).isNotNull();
    } catch (OutOfMemoryError e) {
      // Building says so, before training: that may fail.
      tried[0] = 0;
    } finally {
      System.setErr(before);
    }
    try (ImplicitBiasListener listener = settings.attach(network);
        PrintStream broken =
            new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8) {
              @Override
              public void println(String line) {
                tried[0]++;
                throw new OutOfMemoryError("of the log, on purpose");
              }
            }) {
      System.setErr(broken);
      Training.fit(network, digits, 64, 1);
      System.setErr(before);
      assertThat(tried[0]).isPositive();
      assertDetached(listener.snapshot(), FailureReason.REGULARIZER);
    } finally {
      System.setErr(before);
    }
  }

  /** Fails once, in the third iteration. */
  private static final class Once extends FailureTrigger {

    private static final long serialVersionUID = 1;
    private final CallType where;
    private boolean done;

    private Once(CallType where) {
      this.where = where;
    }

    @Override
    public boolean triggerFailure(CallType callType, int iteration, int epoch, Model model) {
      boolean now = !done && callType == where && iteration == 2;
      done |= now;
      return now;
    }
  }

  /** DL4J's own: another's listener ends a fit in the midst of a step; the next fit is watched. */
  @ParameterizedTest
  @EnumSource(
      value = CallType.class,
      names = {"FORWARD_PASS", "BACKWARD_PASS", "GRADIENT_CALC", "ITER_DONE"})
  void otherListener_endingAFit_leavesTheNextFitWatched(CallType where) {
    MultiLayerNetwork unwatched = network();
    unwatched.addListeners(new FailureTestingListener(FailureMode.ILLEGAL_STATE, new Once(where)));
    fitTwice(unwatched);
    for (boolean oursFirst : new boolean[] {true, false}) {
      MultiLayerNetwork watched = network();
      FailureTestingListener failing =
          new FailureTestingListener(FailureMode.ILLEGAL_STATE, new Once(where));
      try (ImplicitBiasListener listener =
          listener(Reference.withoutDropout()).queueCapacity(1).build(watched)) {
        if (oursFirst) {
          watched.addListeners(listener, failing);
        } else {
          watched.addListeners(failing, listener);
        }
        fitTwice(watched);
        assertThat(watched.params()).isEqualTo(unwatched.params());
        MonitorSnapshot last = listener.snapshot();
        // With one buffer none would be free for good if the step in progress had kept it.
        assertThat(last.skips()).containsEntry(SkipReason.QUEUE_FULL, 0L);
        assertThat(last.failures().values()).containsOnly(0L);
        assertThat(last.samples()).isGreaterThanOrEqualTo(ITERATIONS);
        assertThat(last.workload().queueDepth()).isZero();
      }
    }
  }

  private void fitTwice(MultiLayerNetwork model) {
    assertThatIllegalStateException().isThrownBy(() -> Training.fit(model, digits, 64, 1));
    Training.fit(model, digits, 64, 1);
  }
}
