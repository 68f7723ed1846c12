package io.lambdascope.benchmarks.overhead;

import io.lambdascope.dl4j.ImplicitBiasListener;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Times a listener's callbacks from around them, by a clock of its own, and the worker's thread by
 * what the JVM says of its CPU time. Of one training thread.
 */
final class OutsideClock extends BaseTrainingListener {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final ImplicitBiasListener timed;
  private final String worker;
  private long callbackNanos;

  /**
   * Calls the listener in its place.
   *
   * @param worker the name of its worker's thread
   */
  OutsideClock(ImplicitBiasListener timed, String worker) {
    this.timed = timed;
    this.worker = worker;
  }

  private void time(Runnable callback) {
    long start = System.nanoTime();
    callback.run();
    callbackNanos += System.nanoTime() - start;
  }

  @Override
  public void onBackwardPass(Model model) {
    time(() -> timed.onBackwardPass(model));
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    time(() -> timed.iterationDone(model, iteration, epoch));
  }

  @Override
  public void onEpochStart(Model model) {
    time(() -> timed.onEpochStart(model));
  }

  @Override
  public void onEpochEnd(Model model) {
    time(() -> timed.onEpochEnd(model));
  }

  /** In the callbacks so far. */
  double callbackSeconds() {
    return callbackNanos * 1e-9;
  }

  /** CPU time of the worker's thread so far. */
  double workerCpuSeconds() {
    for (long id : THREADS.getAllThreadIds()) {
      var info = THREADS.getThreadInfo(id);
      if (info != null && info.getThreadName().equals(worker)) {
        return THREADS.getThreadCpuTime(id) * 1e-9;
      }
    }
    return 0;
  }
}
