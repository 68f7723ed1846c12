package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.UnfollowedChangeException;
import io.lambdascope.dl4j.reference.ZeroLearningRateException;
import io.lambdascope.dl4j.schedule.Pace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way of a sample through a listener: a step is taken, filled by the training thread, handed to
 * the worker, compared, matched and observed. The exception boundary of both threads: nothing is
 * thrown out of here.
 *
 * <p><b>Threads.</b> The step in progress belongs to the thread that trains, one at a time; {@link
 * #concerns}, {@link #fail}, {@link #flush} and {@link #close} may be called from any.
 *
 * @param <S> a captured step
 */
final class StepSampler<S> {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Monitor monitor;
  private final StepQueue<S> queue;
  private final GradientMatcher<S> matcher;
  private final ToIntFunction<S> iterationOf;
  private final Pace pace;
  private final LongSupplier clock;
  private final boolean synchronous;
  private final OpenMonitors.Entry open;
  private final AtomicBoolean flushing = new AtomicBoolean();

  // Of the thread that trains, one at a time.
  private @Nullable S pending;
  // When training took over from the monitor; not known before the first iteration of an epoch.
  private boolean returned;
  private long lastReturnNanos;
  // In this iteration's callbacks so far, and in those of the sample in progress.
  private long callbackNanos;
  private long sampleNanos;
  private long lastSampled;
  private int lastEpoch;
  private double lastScore;

  /**
   * A sampler.
   *
   * @param clock in nanoseconds, of the wall
   * @param lastSampled the last iteration that the estimator has seen; −1 for none
   */
  StepSampler(
      Monitor monitor,
      StepQueue<S> queue,
      GradientMatcher<S> matcher,
      ToIntFunction<S> iterationOf,
      Pace pace,
      LongSupplier clock,
      long lastSampled,
      boolean synchronous) {
    this.monitor = monitor;
    this.queue = queue;
    this.matcher = matcher;
    this.iterationOf = iterationOf;
    this.pace = pace;
    this.clock = clock;
    this.lastSampled = lastSampled;
    this.synchronous = synchronous;
    queue.onLostThread(
        () ->
            monitor.fail(
                FailureReason.WORKER,
                new IllegalStateException("the worker's thread was ended from outside")));
    this.open = OpenMonitors.add(this, queue);
  }

  Monitor monitor() {
    return monitor;
  }

  /** Whether a sample is to start at an iteration; the same for all its callbacks. */
  boolean isDue(long iteration) {
    return pace.isDue(iteration);
  }

  /** Whether an iteration of another model would have been sampled. Any thread. */
  boolean concerns(long iteration) {
    return pace.concerns(iteration);
  }

  /** Gives the step before back, whose iteration ended without being done. */
  void drop() {
    S step = pending;
    if (step != null) {
      pending = null;
      sampleNanos = 0;
      queue.release(step);
      pace.dropped();
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
    } else {
      sampleNanos = 0;
      pace.began();
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
    long start = clock.getAsLong();
    try {
      part.run();
    } catch (Throwable t) {
      abandon(t);
    }
    spent(clock.getAsLong() - start);
  }

  private void spent(long nanos) {
    callbackNanos += nanos;
    if (pending != null) {
      sampleNanos += nanos;
    }
  }

  /**
   * Notes that an iteration is done, and hands the step in progress to the worker once it is
   * complete.
   *
   * @param complete fills what is there only now; true when nothing more is to come
   */
  void done(long iteration, int epoch, DoubleSupplier loss, Predicate<S> complete) {
    long start = clock.getAsLong();
    long waited = 0;
    try {
      long took = returned ? Math.max(start - lastReturnNanos - callbackNanos, 0) : 0;
      pace.trained(took);
      double score = loss.getAsDouble();
      monitor.iterationDone(iteration, epoch, score, took);
      lastEpoch = epoch;
      lastScore = score;
      waited = handOver(complete, start);
    } catch (Throwable t) {
      abandon(t);
    }
    returned = true;
    lastReturnNanos = clock.getAsLong();
    spent(lastReturnNanos - start - waited); // the worker counts what it was waited for itself
    account();
  }

  private void account() {
    pace.spent(callbackNanos);
    monitor.addMonitorNanos(callbackNanos);
    callbackNanos = 0;
  }

  /**
   * Hands the step in progress to the worker, if there is one and it is complete, between
   * iterations.
   */
  void complete(Predicate<S> complete) {
    long start = clock.getAsLong();
    long waited = 0;
    try {
      waited = handOver(complete, start);
    } catch (Throwable t) {
      abandon(t);
    }
    long end = clock.getAsLong();
    spent(end - start - waited);
    if (returned) {
      lastReturnNanos += waited; // the worker counts what it was waited for itself
    }
  }

  /** How long training waited for the worker; 0 where it does not. */
  private long handOver(Predicate<S> complete, long start) throws ExecutionException {
    S step = pending;
    if (step == null || !complete.test(step)) {
      return 0;
    }
    pending = null;
    lastSampled = iterationOf.applyAsInt(step);
    long handed = clock.getAsLong();
    long inCallbacks = sampleNanos + handed - start;
    // Of this iteration, which training will have left behind when the worker comes to it.
    Progress at = new Progress(0, lastSampled, lastEpoch, lastScore);
    Future<?> work = queue.submit(step, captured -> work(captured, at, inCallbacks));
    if (!synchronous) {
      return 0;
    }
    await(work);
    return clock.getAsLong() - handed;
  }

  /** The time from now on is training's. Of the thread that trains. */
  void epochStart() {
    account();
    returned = true;
    lastReturnNanos = clock.getAsLong();
  }

  /**
   * The time from now on is not training's, until an epoch starts or an iteration is done; what
   * there is to be saved is. Of the thread that trains.
   */
  void epochEnd() {
    account();
    returned = false;
    flush();
  }

  /**
   * Asks the worker to save log and state, where they are kept, once it has worked through the
   * samples already taken. Does not wait; one request is pending at most. Any thread.
   */
  void flush() {
    if (flushing.compareAndSet(false, true)) {
      queue.run(this::save);
    }
  }

  /** Worker thread. */
  private void save() {
    flushing.set(false);
    long start = clock.getAsLong();
    monitor.saveState();
    long took = clock.getAsLong() - start;
    pace.spent(took);
    monitor.addMonitorNanos(took);
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
  private void work(S step, Progress at, long inCallbacks) {
    long start = clock.getAsLong();
    long cpuStart = cpuNanos();
    FailureReason stage = FailureReason.REFERENCE;
    try {
      matcher.probeShare(pace.probeShare());
      Deviation deviation = matcher.deviation(step);
      stage = FailureReason.REGULARIZER;
      monitor.configured(matcher.configured(iterationOf.applyAsInt(step), at.epoch()));
      monitor.observe(matcher.observe(iterationOf.applyAsInt(step), deviation), at);
    } catch (ZeroLearningRateException e) {
      monitor.skip(SkipReason.ZERO_LEARNING_RATE);
    } catch (UnfollowedChangeException e) {
      monitor.skip(SkipReason.CONFIGURATION_CHANGED);
    } catch (Throwable t) {
      monitor.fail(stage, t);
    } finally {
      long took = clock.getAsLong() - start;
      pace.ended(inCallbacks, took);
      monitor.addMonitorNanos(took);
      if (cpuStart >= 0) {
        monitor.addWorkerCpuNanos(cpuNanos() - cpuStart);
      }
    }
  }

  /** CPU time of the calling thread; −1 where the JVM does not tell. */
  private static long cpuNanos() {
    return THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
        ? THREADS.getCurrentThreadCpuTime()
        : -1;
  }

  /** Finishes the samples already taken, saves what there is to be saved, and ends the worker. */
  void close() {
    close(TimeUnit.SECONDS.toNanos(StepQueue.CLOSE_SECONDS));
  }

  /** As {@link #close()}, within this time. Any thread; at the end of the JVM too. */
  void close(long nanos) {
    monitor.close(); // no new samples; those already taken are still observed
    queue.run(monitor::end);
    queue.close(nanos);
    open.remove();
  }
}
