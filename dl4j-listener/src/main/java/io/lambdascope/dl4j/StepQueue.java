package io.lambdascope.dl4j;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
 * <p>A worker's thread that is lost (stopped, or ended by an Error outside a sample) is replaced,
 * and the buffer it had comes back.
 *
 * @param <S> a step buffer
 */
final class StepQueue<S> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StepQueue.class);

  /** How long close() waits for samples already taken. */
  static final long CLOSE_SECONDS = 60;

  private final int capacity;
  private final BlockingQueue<S> free;
  private final AtomicInteger lent = new AtomicInteger();
  private final Set<Work> underway = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor worker;
  private final AtomicInteger threads = new AtomicInteger();
  private volatile @Nullable Thread current;
  private volatile boolean closed;
  private volatile Runnable onLostThread = () -> {};

  StepQueue(int capacity, String threadName) {
    this(capacity, threadName, () -> {});
  }

  /**
   * With a fault to test.
   *
   * @param beforeTask run on the worker's thread before each task, outside of it; what it throws
   *     ends the thread
   */
  StepQueue(int capacity, String threadName, Runnable beforeTask) {
    this.capacity = capacity;
    this.free = new ArrayBlockingQueue<>(capacity);
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> thread(task, threadName)) {
          @Override
          protected void beforeExecute(Thread thread, Runnable task) {
            beforeTask.run();
          }
        };
    // From now on tasks pass through the queue, where a replacement finds them.
    worker.prestartCoreThread();
  }

  private Thread thread(Runnable task, String name) {
    boolean replacement = threads.getAndIncrement() > 0;
    Thread thread =
        new Thread(
            () -> {
              if (replacement) {
                recover();
              }
              task.run();
            },
            name);
    thread.setDaemon(true);
    current = thread;
    return thread;
  }

  /** On a thread that takes a lost one's place: what that had at work is given up. */
  private void recover() {
    for (Work work : underway) {
      if (!worker.getQueue().contains(work)) {
        work.release(null);
      }
    }
    onLostThread.run();
  }

  /** Called on the new thread whenever one has taken the place of a lost one; must not throw. */
  void onLostThread(Runnable action) {
    this.onLostThread = action;
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
    S step = free.poll();
    if (step != null) {
      lent.incrementAndGet();
    }
    return step;
  }

  /** Gives a buffer back unused. */
  void release(S step) {
    lent.decrementAndGet();
    if (!closed) {
      free.add(step);
    }
  }

  /**
   * Hands a filled buffer to the worker; the buffer is free again after the task. Once closed, the
   * buffer is given back and nothing is done: another thread may close while training is in a step.
   *
   * @param task what it throws is in the future
   * @return done once the buffer is free again, whether or not the task was
   */
  Future<?> submit(S step, Consumer<S> task) {
    Work work = new Work(step, task);
    underway.add(work);
    try {
      worker.execute(work);
    } catch (RejectedExecutionException e) {
      work.release(null);
    }
    return work.done;
  }

  /** Runs a task on the worker's thread, after the samples already taken; not once closed. */
  void run(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile; whoever closed has done what is to be done at the end.
    }
  }

  /** How many buffers are not free. Any thread. */
  int depth() {
    return lent.get();
  }

  int capacity() {
    return capacity;
  }

  /** Lets the samples already taken finish, and ends the thread and the buffers. */
  @Override
  public void close() {
    close(TimeUnit.SECONDS.toNanos(CLOSE_SECONDS));
  }

  /**
   * As {@link #close()}, with a bound of one's own on how long it may take. The worker itself, by a
   * subscriber, closes without waiting for itself.
   */
  void close(long nanos) {
    worker.shutdown();
    try {
      if (Thread.currentThread() != current
          && !worker.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
        log.warn("The monitor's worker did not finish within {} s and is abandoned", nanos * 1e-9);
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
    closed = true;
    free.clear();
  }

  /** Ends the thread once what is waiting is done, without waiting for it. */
  void abandon() {
    worker.shutdown();
  }

  /** A buffer's way through the worker. */
  private final class Work implements Runnable {

    private final S step;
    private final Consumer<S> task;
    private final AtomicBoolean released = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

    private Work(S step, Consumer<S> task) {
      this.step = step;
      this.task = task;
    }

    @Override
    public void run() {
      if (released.get()) {
        return;
      }
      Throwable thrown = null;
      try {
        task.accept(step);
      } catch (Throwable t) {
        thrown = t;
      }
      release(thrown);
    }

    /** Gives the buffer back, once, and only then says that this is done. */
    private void release(@Nullable Throwable thrown) {
      if (released.compareAndSet(false, true)) {
        underway.remove(this);
        StepQueue.this.release(step);
        if (thrown == null) {
          done.complete(null);
        } else {
          done.completeExceptionally(thrown);
        }
      }
    }
  }
}
