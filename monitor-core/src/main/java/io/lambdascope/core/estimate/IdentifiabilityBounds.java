package io.lambdascope.core.estimate;

/**
 * Bounds on the variance inflation (C⁻¹)_jj of a coefficient, C the normalized Gram matrix. Its
 * root is the factor by which collinearity widens the coefficient's interval.
 *
 * @param weak at or above this inflation a coefficient is {@link Identifiability#WEAK}
 * @param notIdentified at or above this inflation it is {@link Identifiability#NOT_IDENTIFIED}
 */
public record IdentifiabilityBounds(double weak, double notIdentified) {

  /** An interval ten times as wide as without the other candidates. */
  public static final double DEFAULT_WEAK = 1e2;

  /**
   * Statistics of float32 gradients are good to about 1e-6; at this inflation that error alone is
   * one hundredth of the residual's spread in the coefficient, and grows in proportion beyond.
   */
  public static final double DEFAULT_NOT_IDENTIFIED = 1e4;

  /** The default bounds. */
  public static final IdentifiabilityBounds DEFAULT =
      new IdentifiabilityBounds(DEFAULT_WEAK, DEFAULT_NOT_IDENTIFIED);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless 1 &lt; weak &le; notIdentified
   */
  public IdentifiabilityBounds {
    if (!(weak > 1 && weak <= notIdentified)) {
      throw new IllegalArgumentException(
          "bounds on the variance inflation must satisfy 1 < weak <= notIdentified, were %s and %s"
              .formatted(weak, notIdentified));
    }
  }

  /** Classifies a variance inflation; NaN counts as not identified. */
  public Identifiability classify(double varianceInflation) {
    if (varianceInflation < weak) {
      return Identifiability.IDENTIFIED;
    }
    return varianceInflation < notIdentified
        ? Identifiability.WEAK
        : Identifiability.NOT_IDENTIFIED;
  }
}
