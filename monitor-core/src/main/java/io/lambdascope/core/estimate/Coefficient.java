package io.lambdascope.core.estimate;

/**
 * One estimated coefficient λ_j with its doubt. The value without {@link #identifiability} means
 * nothing: where that is {@link Identifiability#NOT_IDENTIFIED}, {@code value} is the minimum-norm
 * solution's, the standard errors are infinite and the interval is the whole line.
 *
 * @param value λ̂_j, finite
 * @param standardError of λ̂_j; infinite when nothing bounds it
 * @param independentStandardError what the standard error would be if all p equations of all
 *     observations were independent: usually too small, by the root of the design effect
 * @param lower end of the confidence interval, may be −∞
 * @param upper end of the confidence interval, may be ∞
 * @param varianceInflation (C⁻¹)_jj of the normalized Gram matrix C, at least 1 up to rounding
 * @param identifiability see there
 */
public record Coefficient(
    double value,
    double standardError,
    double independentStandardError,
    double lower,
    double upper,
    double varianceInflation,
    Identifiability identifiability) {

  /** True when {@code value} may be used, if weakly. */
  public boolean isIdentified() {
    return identifiability != Identifiability.NOT_IDENTIFIED;
  }

  /** True when the interval does not contain 0. */
  public boolean excludesZero() {
    return lower > 0 || upper < 0;
  }
}
