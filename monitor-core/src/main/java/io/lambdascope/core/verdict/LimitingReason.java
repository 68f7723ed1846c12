package io.lambdascope.core.verdict;

/** What kept a verdict from being better: the first in this order that applies. */
public enum LimitingReason {
  /** Every deviation was exactly zero: there is nothing to explain. */
  NO_DEVIATION,
  /** No coefficient exists: the column is zero or a combination of the others. */
  NOT_IDENTIFIED,
  /** The replicates have nothing in common that rises above their noise. */
  NO_PREDICTABLE_DEVIATION,
  /** The share explained is below the bound. */
  SHARE_TOO_SMALL,
  /** A random direction would do as well. */
  NO_BETTER_THAN_RANDOM,
  /** The coefficient's interval contains 0. */
  INTERVAL_HOLDS_ZERO,
  /**
   * The reference was outside the range in which its theory holds for more than a tenth of the
   * observations: take a smaller step, or a reference without that theory.
   */
  REFERENCE_INVALID,
  /**
   * The reference's lasting error, numerical and by the choice of its examples, exceeds what the
   * candidate explains: take more examples, all of them, or a fresh random subset each time.
   */
  REFERENCE_ERROR,
  /** The column is nearly a combination of the others. */
  WEAKLY_IDENTIFIED,
  /** The share reaches the bound, the lower end of its interval does not: observe for longer. */
  SHARE_UNCERTAIN,
  /** Nothing: the verdict is {@link Verdict#SUPPORTED}. */
  NONE
}
