package io.lambdascope.prometheus.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that exchanges run on, and what keeps slow clients from holding them. Any thread.
 *
 * <p>The JDK's server reads each request on a thread of its executor, and blocks there for as long
 * as the client likes; so a few clients that begin a request and never end it would stop it. The
 * JDK's own time limits are system properties, that is, of every server in the JVM. Here a thread
 * is interrupted instead: a read or write of a channel that is interrupted closes it, and the
 * server then forgets the connection. That happens
 *
 * <ul>
 *   <li>to every exchange at the end of its time, {@link TimeLimits#request} and {@link
 *       TimeLimits#answer},
 *   <li>and while others wait for a thread, to the slowest, as soon as they have had {@link
 *       TimeLimits#patience}. Without that a hundred slow clients would keep all threads for the
 *       whole of their time, and a scrape would wait in vain.
 * </ul>
 *
 * <p>At most {@value #WAITING} exchanges wait; for any further one the server hangs up.
 *
 * <p><b>Cost.</b> While an exchange is under way, a look every {@value #TICK_MILLIS} ms; nothing
 * otherwise. All threads are daemons.
 */
final class ExchangeThreads implements Executor, AutoCloseable {

  static final int WAITING = 512;

  private static final int TICK_MILLIS = 50;

  private final TimeLimits times;
  private final LongSupplier nanoClock;
  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor watch;
  private final ConcurrentHashMap<Thread, Running> running = new ConcurrentHashMap<>();
  private final AtomicBoolean watching = new AtomicBoolean();

  ExchangeThreads(ThreadLimits threads, TimeLimits times, LongSupplier nanoClock) {
    this.times = times;
    this.nanoClock = nanoClock;
    this.pool =
        new ThreadPoolExecutor(
            threads.minimum(),
            threads.maximum(),
            threads.keepAlive().toNanos(),
            TimeUnit.NANOSECONDS,
            new HandOver(),
            daemons("lambdascope-metrics-"),
            ExchangeThreads::await);
    this.watch = new ScheduledThreadPoolExecutor(1, daemons("lambdascope-metrics-watch-"));
    watch.setKeepAliveTime(1, TimeUnit.SECONDS);
    watch.allowCoreThreadTimeOut(true);
    // After close().
    watch.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * A queue that a pool finds full unless a thread is idle, so that it starts threads up to its
   * maximum before it lets tasks wait. A pool over an ordinary queue does it the other way round.
   */
  private static final class HandOver extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }
  }

  /** What the pool does with a task when it has all its threads. */
  private static void await(Runnable task, ThreadPoolExecutor pool) {
    if (pool.isShutdown() || pool.getQueue().size() >= WAITING) {
      throw new RejectedExecutionException("too many requests at once");
    }
    ((HandOver) pool.getQueue()).put(task);
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Runs a task of the server, which reads a request and answers it.
   *
   * @throws RejectedExecutionException when too many are waiting; the server hangs up then
   */
  @Override
  public void execute(Runnable task) {
    pool.execute(() -> run(task));
  }

  /** Says of the exchange on the calling thread that its request was read. */
  void requestRead() {
    Running exchange = running.get(Thread.currentThread());
    if (exchange != null) {
      exchange.answerBegins(nanoClock.getAsLong());
    }
  }

  private void run(Runnable task) {
    Thread thread = Thread.currentThread();
    Running exchange = new Running(thread, nanoClock.getAsLong());
    running.put(thread, exchange);
    beginToWatch();
    try {
      task.run();
    } finally {
      running.remove(thread);
      exchange.done();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It throws nothing.
  private void beginToWatch() {
    if (watching.compareAndSet(false, true)) {
      watch.schedule(this::look, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      endSlowOnes();
    } finally {
      watching.set(false);
      if (!running.isEmpty()) {
        beginToWatch();
      }
    }
  }

  private void endSlowOnes() {
    long now = nanoClock.getAsLong();
    int waiting = pool.getQueue().size();
    List<Running> slowestFirst =
        running.values().stream()
            .sorted(Comparator.comparingLong((Running exchange) -> exchange.age(now)).reversed())
            .toList();
    for (Running exchange : slowestFirst) {
      boolean answering = exchange.isAnswering();
      if (exchange.age(now) >= nanos(answering ? times.answer() : times.request())) {
        exchange.end();
      } else if (waiting > 0
          && exchange.age(now) >= nanos(answering ? times.answerPatience() : times.patience())) {
        exchange.end();
        waiting--;
      }
    }
  }

  private static long nanos(Duration duration) {
    return duration.toNanos();
  }

  /** Ends what is running, and takes nothing more. */
  @Override
  public void close() {
    watch.shutdownNow();
    pool.shutdownNow();
  }

  /** One exchange, while it has a thread. */
  private static final class Running {
    private @Nullable Thread thread; // guarded by this; null when done
    private long since; // guarded by this; of the present phase
    private boolean answering; // guarded by this

    Running(Thread thread, long now) {
      this.thread = thread;
      this.since = now;
    }

    synchronized void answerBegins(long now) {
      answering = true;
      since = now;
    }

    synchronized boolean isAnswering() {
      return answering;
    }

    synchronized long age(long now) {
      return now - since;
    }

    synchronized void end() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    /** After this the thread is not interrupted any more, nor is it: it goes on to others. */
    synchronized void done() {
      thread = null;
      Thread.interrupted();
    }
  }
}
