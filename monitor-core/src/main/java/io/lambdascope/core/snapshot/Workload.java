package io.lambdascope.core.snapshot;

/**
 * What the monitor costs.
 *
 * @param monitorSeconds time spent by the monitor: in callbacks on the training thread and on its
 *     worker
 * @param trainingSeconds wall time of training seen, less the monitor's share of the training
 *     thread
 * @param queueDepth samples waiting for the worker
 * @param queueCapacity how many can wait
 * @param stride iterations from one sample to the next
 */
public record Workload(
    double monitorSeconds, double trainingSeconds, int queueDepth, int queueCapacity, long stride) {

  /** Monitor's over training's time; 0 before training has taken any. */
  public double overheadRatio() {
    return trainingSeconds > 0 ? monitorSeconds / trainingSeconds : 0;
  }
}
