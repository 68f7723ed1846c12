package io.lambdascope.dl4j;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's thread, and the fixed number of step buffers that go round between it and the
 * training thread. A buffer is free, being filled, waiting, or being worked on; when none is free
 * the sample is dropped, so training never waits and memory is bounded.
 *
 * @param <S> a step buffer
 */
final class StepQueue<S> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StepQueue.class);

  /** How long close() waits for samples already taken. */
  private static final long CLOSE_SECONDS = 60;

  private final int capacity;
  private final BlockingQueue<S> free;
  private final ExecutorService worker;

  StepQueue(int capacity, String threadName) {
    this.capacity = capacity;
    this.free = new ArrayBlockingQueue<>(capacity);
    this.worker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs a task on the worker's thread and waits for it.
   *
   * @throws RuntimeException what the task threw
   */
  <T> T call(Callable<T> task) {
    try {
      return worker.submit(task).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the listener was being built", e);
    }
  }

  /** Makes the buffers. */
  void fill(Supplier<S> buffer) {
    for (int i = 0; i < capacity; i++) {
      free.add(buffer.get());
    }
  }

  /** A free buffer, or null. */
  @Nullable S acquire() {
    return free.poll();
  }

  /** Gives a buffer back unused. */
  void release(S step) {
    free.add(step);
  }

  /**
   * Hands a filled buffer to the worker; the buffer is free again after the task. Once closed, the
   * buffer is given back and nothing is done: another thread may close while training is in a step.
   */
  Future<?> submit(S step, Consumer<S> task) {
    try {
      return worker.submit(
          () -> {
            try {
              task.accept(step);
            } finally {
              free.add(step);
            }
          });
    } catch (RejectedExecutionException e) {
      free.add(step);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Runs a task on the worker's thread after all samples handed over so far; not once closed. */
  void afterwards(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("The worker was closed before", e);
    }
  }

  /** How many buffers are not free. Any thread. */
  int depth() {
    return capacity - free.size();
  }

  int capacity() {
    return capacity;
  }

  /** Lets the samples already taken finish, and ends the thread. */
  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("The monitor's worker did not finish within {} s and is abandoned", CLOSE_SECONDS);
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
