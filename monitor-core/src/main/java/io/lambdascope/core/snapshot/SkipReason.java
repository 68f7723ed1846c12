package io.lambdascope.core.snapshot;

/** Why an iteration that was due for a sample gave none, though nothing failed. */
public enum SkipReason {
  /** The worker was still busy and its queue full. */
  QUEUE_FULL,
  /** A gradient, an update or a statistic was NaN or infinite. */
  NOT_FINITE,
  /** The learning rate was zero: the update carries nothing to compare. */
  ZERO_LEARNING_RATE,
  /** The callback came from another model than the one the listener was built for. */
  FOREIGN_MODEL,
  /** The step was made of gradients shared among workers, not of this model's own. */
  SHARED_GRADIENTS,
  /** The iteration is not after the last one sampled: the model was set back. */
  EARLIER_ITERATION,
  /**
   * What the network trains by was changed to something that the reference cannot follow, or to
   * what its updater does not do yet.
   */
  CONFIGURATION_CHANGED,
  /** A window of steps was broken off: training ended in it, or went on from somewhere else. */
  INCOMPLETE_WINDOW
}
