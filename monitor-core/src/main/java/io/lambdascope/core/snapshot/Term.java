package io.lambdascope.core.snapshot;

/**
 * What one coefficient belongs to: a regularizer on a group of parameters.
 *
 * @param regularizer its name, for example {@code l2}
 * @param group the parameters it acts on, {@link #ALL} by default
 */
public record Term(String regularizer, String group) {

  /** The group of all parameters that the regularizer is told to act on. */
  public static final String ALL = "all";

  /** The term of a regularizer on all parameters. */
  public static Term of(String regularizer) {
    return new Term(regularizer, ALL);
  }
}
