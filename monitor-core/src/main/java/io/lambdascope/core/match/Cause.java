package io.lambdascope.core.match;

/**
 * What an update has of its own beyond the one before it in the chain from the gradient flow to the
 * update as made.
 */
public enum Cause {
  /** A step in place of a flow over its time: full batch less gradient flow. */
  STEP_SIZE,
  /** A mini-batch in place of all examples: clean mini-batch less full batch. */
  MINI_BATCH,
  /** Dropout and weight noise: noisy mini-batch less the clean one. */
  NOISE,
  /** Explicit penalties, clipping and the updater: the update as made less the noisy mini-batch. */
  UPDATE_RULE
}
