package io.lambdascope.core.snapshot;

/** What a monitor is doing. */
public enum Status {
  /** Observing. */
  ACTIVE,
  /** Gave up after repeated failures of its own; training goes on without it. */
  DETACHED,
  /** Closed by its owner; the last estimate stays readable. */
  CLOSED
}
