package io.lambdascope.core.snapshot;

import java.util.OptionalDouble;

/**
 * What the monitor costs.
 *
 * @param monitorSeconds wall time spent by the monitor: in callbacks on the training thread and on
 *     its worker
 * @param trainingSeconds wall time of training seen, less the monitor's share of the training
 *     thread
 * @param workerCpuSeconds CPU time of the worker's thread, without the threads that native
 *     operations start of their own; empty where the JVM does not tell
 * @param queueDepth samples waiting for the worker
 * @param queueCapacity how many can wait
 * @param stride iterations from one sample to the next, as set, or as now expected under a budget;
 *     NaN while that is not known
 * @param budget the share of training time that the monitor may take; empty where it is not bounded
 * @param fits how long observations take once their statistics are there
 */
public record Workload(
    double monitorSeconds,
    double trainingSeconds,
    OptionalDouble workerCpuSeconds,
    int queueDepth,
    int queueCapacity,
    double stride,
    OptionalDouble budget,
    FitDuration fits) {

  /** Of a fixed stride, without the worker's CPU time. */
  public Workload(
      double monitorSeconds,
      double trainingSeconds,
      int queueDepth,
      int queueCapacity,
      double stride) {
    this(
        monitorSeconds,
        trainingSeconds,
        OptionalDouble.empty(),
        queueDepth,
        queueCapacity,
        stride,
        OptionalDouble.empty(),
        FitDuration.NONE);
  }

  /** Monitor's over training's time; 0 before training has taken any. */
  public double overheadRatio() {
    return trainingSeconds > 0 ? monitorSeconds / trainingSeconds : 0;
  }
}
