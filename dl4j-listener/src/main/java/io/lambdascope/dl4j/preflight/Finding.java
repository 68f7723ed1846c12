package io.lambdascope.dl4j.preflight;

/**
 * One thing to know before reading a coefficient.
 *
 * @param kind what sort of thing
 * @param where a layer or parameter, or {@code network}
 * @param text a sentence: what it is, and what follows
 */
public record Finding(Kind kind, String where, String text) {

  /** What a finding is. */
  public enum Kind {
    /** Regularization that the configuration asks for: explicit, not to be counted as implicit. */
    EXPLICIT,
    /** What can pass for regularization, or change what a coefficient means. */
    CONFOUNDER,
    /** What no coefficient will tell of, and why. */
    NOT_MEASURED
  }

  @Override
  public String toString() {
    return where + ": " + text;
  }
}
