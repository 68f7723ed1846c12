package io.lambdascope.core.endpoint;

import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.estimate.IdentifiabilityBounds;

/**
 * One coefficient of a penalty with its doubt.
 *
 * @param value where not identified, that of the minimum-norm solution; infinite, and not
 *     identified, when beyond a double's range
 * @param standardError infinite when nothing bounds it: too few equations, or not identified
 * @param varianceInflation its variance against that were it the only unknown, infinite for a zero
 *     or dependent column
 * @param identifiability by the default {@link IdentifiabilityBounds}
 */
public record PenaltyCoefficient(
    double value, double standardError, double varianceInflation, Identifiability identifiability) {

  /** True when {@code value} may be used, if weakly. */
  public boolean isIdentified() {
    return identifiability != Identifiability.NOT_IDENTIFIED;
  }

  /** From the numbers of a fit; a variance that is not determined is given as NaN or infinite. */
  static PenaltyCoefficient of(double value, double standardError, double varianceInflation) {
    Identifiability identifiability =
        Double.isFinite(value)
            ? IdentifiabilityBounds.DEFAULT.classify(varianceInflation)
            : Identifiability.NOT_IDENTIFIED;
    boolean known =
        identifiability != Identifiability.NOT_IDENTIFIED && !Double.isNaN(standardError);
    return new PenaltyCoefficient(
        value,
        known ? standardError : Double.POSITIVE_INFINITY,
        varianceInflation,
        identifiability);
  }
}
