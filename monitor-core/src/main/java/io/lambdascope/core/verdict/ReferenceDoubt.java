package io.lambdascope.core.verdict;

/**
 * How far the reference of an observation is to be trusted, as far as the observations themselves
 * cannot tell: an error that is nearly the same from one observation to the next does not average
 * out, and no interval shows it.
 *
 * @param error norm of the reference's lasting error, in units of a gradient as the deviation is; 0
 *     for an exact reference
 * @param valid false where the reference was outside the range in which its theory holds
 */
public record ReferenceDoubt(double error, boolean valid) {

  /** An exact reference. */
  public static final ReferenceDoubt NONE = new ReferenceDoubt(0, true);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when the error is negative or NaN
   */
  public ReferenceDoubt {
    if (!(error >= 0)) {
      throw new IllegalArgumentException(
          "the error of a reference is a norm, 0 or more, was %s; where it is not known, leave it 0"
                  .formatted(error)
              + " and say that the reference is not valid");
    }
  }
}
