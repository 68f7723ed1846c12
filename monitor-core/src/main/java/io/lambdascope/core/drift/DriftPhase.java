package io.lambdascope.core.drift;

/** What is known of a coefficient's movement. */
public enum DriftPhase {
  /** Too few observations to say anything. */
  WARMING_UP,
  /** No evidence of a change since the baseline began. */
  STABLE,
  /** Has changed, and has not yet been seen to stay at its new level. */
  DRIFTING
}
