package io.lambdascope.core.snapshot;

/** The stage in which the monitor itself failed. */
public enum FailureReason {
  /** Copying the step on the training thread. */
  CAPTURE,
  /** Computing the reference update. */
  REFERENCE,
  /** Computing a regularizer's gradient. */
  REGULARIZER,
  /** Estimating from the statistics. */
  ESTIMATE,
  /** A subscriber to snapshots threw. */
  SUBSCRIBER,
  /** The worker's thread was lost, and another took its place. */
  WORKER,
  /** Writing an observation to the log. */
  RECORD,
  /** Saving the monitor's state. */
  STATE
}
