package io.lambdascope.prometheus.push;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that may hang, waited for no longer than told. On a daemon thread of its own, because there
 * is more that can hang than an HTTP client bounds: looking up a name, and the body of an answer.
 */
final class BoundedCall {

  private BoundedCall() {}

  /**
   * Waits for what the work returns. That the calling thread was or is interrupted does not shorten
   * the waiting, and is left for the caller to find: a training that was interrupted is pushed too.
   *
   * @throws TimeoutException when it takes longer; the work is interrupted then
   * @throws ExecutionException with what the work threw
   */
  static <T> T run(Callable<T> work, Duration within) throws TimeoutException, ExecutionException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "lambdascope-push");
    thread.setDaemon(true);
    thread.start();
    long deadline = System.nanoTime() + within.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      task.cancel(true);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
