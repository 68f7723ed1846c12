package io.lambdascope.examples.experiment;

/**
 * A number of the summary, and what it was asked to be.
 *
 * @param name in lower case with underscores
 * @param value NaN where the run has none, a smaller one for example
 * @param atLeast the least that was asked for; negative infinity where nothing was
 * @param atMost the most that was asked for; infinity where nothing was
 * @param meaning in words, for the report
 */
public record Finding(String name, double value, double atLeast, double atMost, String meaning) {

  /** A number of which nothing was asked. */
  public static Finding of(String name, double value, String meaning) {
    return new Finding(name, value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, meaning);
  }

  /** A number that is to be this or less. */
  public static Finding atMost(String name, double value, double bound, String meaning) {
    return new Finding(name, value, Double.NEGATIVE_INFINITY, bound, meaning);
  }

  /** A number that is to be this or more. */
  public static Finding atLeast(String name, double value, double bound, String meaning) {
    return new Finding(name, value, bound, Double.POSITIVE_INFINITY, meaning);
  }

  /** A number that is to lie between these. */
  public static Finding between(
      String name, double value, double lowest, double highest, String meaning) {
    return new Finding(name, value, lowest, highest, meaning);
  }

  /** Whether anything was asked. */
  public boolean isAsked() {
    return atLeast != Double.NEGATIVE_INFINITY || atMost != Double.POSITIVE_INFINITY;
  }

  /** {@code holds}, {@code does not hold}, {@code unknown}, or nothing where nothing was asked. */
  public String outcome() {
    if (!isAsked()) {
      return "";
    }
    return Double.isNaN(value) ? "unknown" : holds() ? "holds" : "does not hold";
  }

  /** Whether the value is what was asked for; an unknown one is not, unless nothing was asked. */
  public boolean holds() {
    return !isAsked() || (value >= atLeast && value <= atMost);
  }
}
