package io.lambdascope.core.drift;

/** Which way a coefficient moved. */
public enum DriftDirection {
  /** Towards larger values. */
  UP,
  /** Towards smaller values. */
  DOWN
}
