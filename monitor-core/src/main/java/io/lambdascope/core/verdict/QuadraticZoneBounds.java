package io.lambdascope.core.verdict;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.Identifiability;

/**
 * Bounds on the share f of weights in the quadratic zone |θ| &lt; β of the smoothed L1 penalty of
 * App. H.2 of arXiv 2605.05436, there an L2 penalty of strength λ/(2β) (in λ‖θ‖²).
 *
 * <p>The penalty's gradient is θ/β inside, of size below 1, and sign(θ) outside, of size 1. What is
 * in it that no L2 penalty of the zone's weights could do as well is what lies outside: a share of
 * its energy of (1 − f)/(1 − f + f·E[(θ/β)²]), at least 1 − f whatever the distribution inside. So
 * against the L2 penalty of these weights its variance inflation is at most 1/(1 − f), and the
 * default bounds are those on the variance inflation ({@link
 * io.lambdascope.core.estimate.IdentifiabilityBounds}), 100 and 10,000, turned into shares.
 *
 * @param weak from this share on a coefficient is at best {@link Identifiability#WEAK}
 * @param notIdentified from this share on it is {@link Identifiability#NOT_IDENTIFIED}
 */
public record QuadraticZoneBounds(double weak, double notIdentified) {

  /** A variance inflation of up to 100. */
  public static final double DEFAULT_WEAK = 0.99;

  /** A variance inflation of up to 10,000. */
  public static final double DEFAULT_NOT_IDENTIFIED = 0.9999;

  /** The default bounds. */
  public static final QuadraticZoneBounds DEFAULT =
      new QuadraticZoneBounds(DEFAULT_WEAK, DEFAULT_NOT_IDENTIFIED);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless 0 &lt; weak &le; notIdentified &le; 1
   */
  public QuadraticZoneBounds {
    if (!(weak > 0 && weak <= notIdentified && notIdentified <= 1)) {
      throw new IllegalArgumentException(
          "bounds on the share of weights must satisfy 0 < weak <= notIdentified <= 1, were %s and %s"
              .formatted(weak, notIdentified));
    }
  }

  /** Classifies a share of the weights in the zone; NaN counts as not identified. */
  public Identifiability classify(double share) {
    if (share < weak) {
      return Identifiability.IDENTIFIED;
    }
    return share < notIdentified ? Identifiability.WEAK : Identifiability.NOT_IDENTIFIED;
  }

  /**
   * The coefficient of a smoothed L1 penalty with the worse of the two: its own identifiability,
   * and that by the share of the weights in the zone. Where that is {@link
   * Identifiability#NOT_IDENTIFIED} its interval is the whole line.
   *
   * @param coefficient as estimated
   * @param share of the weights with |θ| &lt; β, in [0, 1]
   */
  public Coefficient cap(Coefficient coefficient, double share) {
    Identifiability byShare = classify(share);
    if (byShare.compareTo(coefficient.identifiability()) <= 0) {
      return coefficient;
    }
    boolean bounded = byShare != Identifiability.NOT_IDENTIFIED;
    return new Coefficient(
        coefficient.value(),
        bounded ? coefficient.standardError() : Double.POSITIVE_INFINITY,
        bounded ? coefficient.independentStandardError() : Double.POSITIVE_INFINITY,
        bounded ? coefficient.lower() : Double.NEGATIVE_INFINITY,
        bounded ? coefficient.upper() : Double.POSITIVE_INFINITY,
        coefficient.varianceInflation(),
        byShare);
  }
}
