package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.ZeroLearningRateException;
import io.lambdascope.dl4j.samediff.SameDiffStep;
import io.lambdascope.dl4j.schedule.Stride;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Estimates the implicit regularization Λ(t) of a SameDiff training run while it runs: what {@link
 * ImplicitBiasListener} is for DL4J networks, with the same equations, for the references full
 * batch and without penalties.
 *
 * <p>Training is by {@code fit} with the graph's {@code TrainingConfig}; its loss must be a mean
 * over examples. One segment stands for each variable that the loss depends on, a weight when it
 * has two dimensions or more. {@code l1(c)}, {@code l2(c)}, {@code weightDecay(c, true)} show as λ
 * = c, c/2 and c/2, {@code weightDecay(c, false)} as c/(2η).
 *
 * <p><b>What it does to training.</b> Nothing but time: variables after training are the same to
 * the last bit with and without it. No exception leaves it; failures are counted in the snapshot,
 * and after repeated ones it detaches itself. Asynchronous unless told otherwise.
 *
 * <p><b>Threads.</b> Callbacks come from the one thread that trains; {@link #snapshot} and {@link
 * #close} may be called from any. Of other graphs only iterations are counted, as {@link
 * SkipReason#FOREIGN_MODEL}. Do not add operations or variables to the graph while it is attached.
 *
 * <p><b>Cost.</b> On the training thread, at sampled iterations, copies of O(p). In the worker's
 * time, a gradient of the probe for the full batch, none for penalties alone. Memory: one copy of
 * the graph, some vectors of the variables' length, and the queue's buffers; nothing grows with
 * time.
 *
 * <pre>{@code
 * try (SameDiffBiasListener listener =
 *     SameDiffBiasListener.builder()
 *         .reference(Reference.fullBatch(Probe.of(trainingSet)))
 *         .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
 *         .attach(graph)) {
 *   graph.fit(data, epochs);
 *   System.out.println(listener.snapshot().estimate());
 * }
 * }</pre>
 */
public final class SameDiffBiasListener extends BaseListener
    implements SnapshotSource, AutoCloseable {

  /** Under which name a graph keeps what computes its gradients; its own callbacks come from it. */
  private static final String GRADIENT_FUNCTION = "grad";

  private final SameDiff graph;
  private final Monitor monitor;
  private final StepQueue<SameDiffStep> queue;
  private final GradientMatcher<SameDiffStep> matcher;
  private final Stride stride;
  private final boolean synchronous;

  // The training thread's own.
  private long lastSampled = -1;
  private @Nullable SameDiffStep pending;
  private long lastReturnNanos;
  private long callbackNanos;

  SameDiffBiasListener(
      SameDiff graph,
      Monitor monitor,
      StepQueue<SameDiffStep> queue,
      GradientMatcher<SameDiffStep> matcher,
      Stride stride,
      boolean synchronous) {
    this.graph = graph;
    this.monitor = monitor;
    this.queue = queue;
    this.matcher = matcher;
    this.stride = stride;
    this.synchronous = synchronous;
  }

  /** Starts the settings of a listener. Only the reference has no default. */
  public static SameDiffBiasListenerBuilder builder() {
    return new SameDiffBiasListenerBuilder();
  }

  @Override
  public MonitorSnapshot snapshot() {
    return monitor.snapshot();
  }

  /**
   * Finishes the samples already taken and ends the worker. The last snapshot stays readable;
   * callbacks after this do nothing. May be called more than once.
   */
  @Override
  public void close() {
    monitor.close(); // no new samples; those already taken are still observed
    queue.close();
  }

  @Override
  public boolean isActive(Operation operation) {
    return operation == Operation.TRAINING;
  }

  /** Decides whether the iteration is sampled. */
  @Override
  public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
    if (monitor.isActive()) {
      timed(() -> begin(sd, at));
    }
  }

  @SuppressWarnings("ReferenceEquality") // equality of graphs compares all their arrays
  private void begin(SameDiff sd, At at) {
    boolean due = stride.samples(at.iteration());
    if (sd != graph) {
      if (due) {
        monitor.skip(SkipReason.FOREIGN_MODEL);
      }
      return;
    }
    if (pending != null) {
      // The iteration before ended without iterationDone.
      queue.release(pending);
      pending = null;
    }
    if (!due) {
      return;
    }
    if (at.iteration() <= lastSampled) {
      monitor.skip(SkipReason.EARLIER_ITERATION);
      return;
    }
    SameDiffStep step = queue.acquire();
    if (step == null) {
      monitor.skip(SkipReason.QUEUE_FULL);
      return;
    }
    pending = step;
    step.begin(at);
  }

  /** Copies a gradient before penalties and updater change it in place. */
  @Override
  public void activationAvailable(
      SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, String varName, INDArray activation) {
    SameDiffStep step = pending;
    if (step != null && isOwn(sd)) {
      timed(() -> step.activation(sd, varName, activation, graph));
    }
  }

  /** Copies a variable and what is about to be subtracted from it. */
  @Override
  public void preUpdate(SameDiff sd, At at, Variable v, INDArray update) {
    SameDiffStep step = pending;
    if (step != null && isOwn(sd)) {
      timed(() -> step.update(v, update, graph));
    }
  }

  /** Hands the step to the worker. */
  @Override
  public void iterationDone(SameDiff sd, At at, MultiDataSet dataSet, Loss loss) {
    if (monitor.isClosed() || !isOwn(sd)) {
      return;
    }
    long start = System.nanoTime();
    try {
      long took = lastReturnNanos == 0 ? 0 : start - lastReturnNanos - callbackNanos;
      monitor.iterationDone(at.iteration(), at.epoch(), loss.totalLoss(), Math.max(took, 0));
      SameDiffStep step = pending;
      if (step != null) {
        step.end();
        pending = null;
        lastSampled = step.iteration();
        Future<?> work = queue.submit(step, this::work);
        if (synchronous) {
          await(work);
        }
      }
    } catch (Throwable t) {
      abandon(t);
    }
    lastReturnNanos = System.nanoTime();
    long callback = synchronous ? 0 : lastReturnNanos - start;
    monitor.addMonitorNanos(callbackNanos + callback);
    callbackNanos = 0;
  }

  /**
   * Whether a gradient function is that of the graph the listener was built for. Any thread; the
   * graph makes one when there is none and it is fitted.
   */
  @SuppressWarnings("ReferenceEquality") // equality of graphs compares all their arrays
  private boolean isOwn(SameDiff function) {
    return function == graph.getFunction(GRADIENT_FUNCTION);
  }

  /** Runs a part of the copying, so that what it throws stays here. */
  private void timed(Runnable copying) {
    long start = System.nanoTime();
    try {
      copying.run();
    } catch (Throwable t) {
      abandon(t);
    }
    callbackNanos += System.nanoTime() - start;
  }

  /** Counts a failure on the training thread, so that it stays there. */
  private void abandon(Throwable t) {
    SameDiffStep step = pending;
    pending = null;
    if (step != null) {
      queue.release(step);
    }
    try {
      monitor.fail(FailureReason.CAPTURE, t);
    } catch (Throwable again) {
      // It logs, and logging may fail too, with no memory left for example.
    }
  }

  private static void await(Future<?> work) throws ExecutionException {
    try {
      work.get();
    } catch (InterruptedException e) {
      // Training was interrupted, not the monitor: leave the sample to the worker and tell
      // training.
      Thread.currentThread().interrupt();
    }
  }

  /** Worker thread. */
  private void work(SameDiffStep step) {
    long start = System.nanoTime();
    FailureReason stage = FailureReason.REFERENCE;
    try {
      Deviation deviation = matcher.deviation(step);
      stage = FailureReason.REGULARIZER;
      monitor.observe(matcher.observe(step.iteration(), deviation));
    } catch (ZeroLearningRateException e) {
      monitor.skip(SkipReason.ZERO_LEARNING_RATE);
    } catch (Throwable t) {
      monitor.fail(stage, t);
    }
    monitor.addMonitorNanos(System.nanoTime() - start);
  }
}
