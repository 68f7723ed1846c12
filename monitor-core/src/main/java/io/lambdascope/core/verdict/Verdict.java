package io.lambdascope.core.verdict;

/** Whether a candidate is borne out by the deviations, by the bounds of {@link VerdictBounds}. */
public enum Verdict {
  /** It explains a share that matters, more than a random direction would, and is told apart. */
  SUPPORTED,
  /** It explains something; how much, or whether it is this candidate, is not settled. */
  WEAK,
  /** Nothing speaks for it. Its coefficient should not be read as a regularizer's. */
  NOT_SUPPORTED
}
