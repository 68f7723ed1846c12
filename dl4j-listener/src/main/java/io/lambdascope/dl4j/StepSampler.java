package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.UnfollowedChangeException;
import io.lambdascope.dl4j.reference.ZeroLearningRateException;
import io.lambdascope.dl4j.schedule.Stride;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way of a sample through a listener: a step is taken, filled by the training thread, handed to
 * the worker, compared, matched and observed. The exception boundary of both threads: nothing is
 * thrown out of here.
 *
 * <p><b>Threads.</b> The step in progress belongs to the thread that trains, one at a time; {@link
 * #isDue} and {@link #fail} may be called from any; {@link #close} from any.
 *
 * @param <S> a captured step
 */
final class StepSampler<S> {

  private final Monitor monitor;
  private final StepQueue<S> queue;
  private final GradientMatcher<S> matcher;
  private final ToIntFunction<S> iterationOf;
  private final Stride stride;
  private final boolean synchronous;

  // Of the thread that trains, one at a time.
  private @Nullable S pending;
  private long lastReturnNanos;
  private long callbackNanos;
  private long lastSampled;

  /**
   * A sampler.
   *
   * @param lastSampled the last iteration that the estimator has seen; −1 for none
   */
  StepSampler(
      Monitor monitor,
      StepQueue<S> queue,
      GradientMatcher<S> matcher,
      ToIntFunction<S> iterationOf,
      Stride stride,
      long lastSampled,
      boolean synchronous) {
    this.monitor = monitor;
    this.queue = queue;
    this.matcher = matcher;
    this.iterationOf = iterationOf;
    this.stride = stride;
    this.lastSampled = lastSampled;
    this.synchronous = synchronous;
  }

  Monitor monitor() {
    return monitor;
  }

  /** Whether an iteration is to be sampled. */
  boolean isDue(long iteration) {
    return stride.samples(iteration);
  }

  /** Gives the step before back, whose iteration ended without being done. */
  void drop() {
    S step = pending;
    if (step != null) {
      pending = null;
      queue.release(step);
    }
  }

  /** A buffer for this iteration's step, which is then in progress; null where it is skipped. */
  @Nullable S take(long iteration) {
    if (iteration <= lastSampled) {
      monitor.skip(SkipReason.EARLIER_ITERATION);
      return null;
    }
    S step = queue.acquire();
    if (step == null) {
      monitor.skip(SkipReason.QUEUE_FULL);
    }
    pending = step;
    return step;
  }

  /** The step in progress, or null. */
  @Nullable S pending() {
    return pending;
  }

  /** Runs a part of a callback before the step is done; what it throws is counted. */
  void timed(Runnable part) {
    long start = System.nanoTime();
    try {
      part.run();
    } catch (Throwable t) {
      abandon(t);
    }
    callbackNanos += System.nanoTime() - start;
  }

  /**
   * Notes that an iteration is done, and hands the step in progress to the worker once it is
   * complete.
   *
   * @param complete fills what is there only now; true when nothing more is to come
   */
  void done(long iteration, int epoch, DoubleSupplier loss, Predicate<S> complete) {
    long start = System.nanoTime();
    try {
      long took = lastReturnNanos == 0 ? 0 : start - lastReturnNanos - callbackNanos;
      monitor.iterationDone(iteration, epoch, loss.getAsDouble(), Math.max(took, 0));
      S step = pending;
      if (step != null && complete.test(step)) {
        pending = null;
        lastSampled = iterationOf.applyAsInt(step);
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

  /** Counts a failure on the training thread, so that it stays there. */
  private void abandon(Throwable t) {
    drop();
    fail(t);
  }

  /** Counts a failure outside the worker. */
  void fail(Throwable t) {
    try {
      monitor.fail(FailureReason.CAPTURE, t);
    } catch (Throwable again) {
      // It logs, and logging may fail too, with no memory left for example. An Error that left the
      // listener would let ParallelWrapper wait for its worker for ever.
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
  private void work(S step) {
    long start = System.nanoTime();
    FailureReason stage = FailureReason.REFERENCE;
    try {
      Deviation deviation = matcher.deviation(step);
      stage = FailureReason.REGULARIZER;
      monitor.observe(matcher.observe(iterationOf.applyAsInt(step), deviation));
    } catch (ZeroLearningRateException e) {
      monitor.skip(SkipReason.ZERO_LEARNING_RATE);
    } catch (UnfollowedChangeException e) {
      monitor.skip(SkipReason.CONFIGURATION_CHANGED);
    } catch (Throwable t) {
      monitor.fail(stage, t);
    }
    monitor.addMonitorNanos(System.nanoTime() - start);
  }

  /** Finishes the samples already taken and ends the worker. */
  void close() {
    monitor.close(); // no new samples; those already taken are still observed
    queue.close();
  }
}
