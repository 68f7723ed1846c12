package io.lambdascope.examples.experiment;

/** Whether a cell's estimate counts. */
public enum Standing {
  /** It does. */
  VALID,
  /** It is identifiable, but little of the deviation is explained by it: {@code WEAK} verdicts. */
  WEAK,
  /** The data does not determine it: its value means nothing. */
  NOT_IDENTIFIABLE,
  /** A condition of the method or the protocol does not hold, a step too large for example. */
  OUTSIDE,
}
