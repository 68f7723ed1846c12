package io.lambdascope.core.verdict;

import java.util.Iterator;
import java.util.List;

/**
 * What verdicts stand on where the reference is in doubt, remembered with the weights of the
 * observations, so that one doubtful observation fades as others come. Mutable, one thread.
 *
 * <p>With weights w_k and reference errors e_k a candidate that explains an energy X of the
 * deviations is capped where Σ w_k e_k² exceeds X: then what it explains may be the reference's
 * error, all of it. That the error lies in the candidate's direction is the worst case; most of it
 * will not, and nothing tells how much.
 */
final class ReferenceDoubts {

  /**
   * The weight of observations outside the range of theory, as a share of all, up to which the
   * verdict stands: with less than a tenth of the observations they cannot make a share of {@link
   * VerdictBounds#DEFAULT_SUPPORTED_SHARE} by themselves, when no larger than the others.
   */
  static final double LARGEST_INVALID_SHARE = 0.1;

  /** Of a length in units in which deviations are about 1: its energy must not overflow. */
  private static final double LARGEST_ERROR = 1e100;

  private double weight;
  private double errorEnergy;
  private double invalid;

  ReferenceDoubts copy() {
    ReferenceDoubts copy = new ReferenceDoubts();
    copy.weight = weight;
    copy.errorEnergy = errorEnergy;
    copy.invalid = invalid;
    return copy;
  }

  /** Appends what {@link #read} takes. */
  void write(List<Double> numbers) {
    numbers.addAll(List.of(weight, errorEnergy, invalid));
  }

  /** From {@link #write}. */
  static ReferenceDoubts read(Iterator<Double> numbers) {
    ReferenceDoubts read = new ReferenceDoubts();
    read.weight = numbers.next();
    read.errorEnergy = numbers.next();
    read.invalid = numbers.next();
    return read;
  }

  /**
   * Multiplies the weight of all observations so far, and adds one of weight 1.
   *
   * @param error the reference's, in the units of the sums
   */
  void add(double error, boolean valid, double pastWeight) {
    double length = Math.min(error, LARGEST_ERROR);
    weight = weight * pastWeight + 1;
    errorEnergy = errorEnergy * pastWeight + length * length;
    invalid = invalid * pastWeight + (valid ? 0 : 1);
  }

  /** Follows a change of units. */
  void rescale(double energyFactor) {
    errorEnergy *= energyFactor;
  }

  /**
   * The reason that limits a verdict, once the reference is looked at too. Reasons that come before
   * those of the reference stay.
   *
   * @param explained the energy that the candidate explains, in the units of the sums
   */
  LimitingReason limit(LimitingReason reason, double explained) {
    if (reason.compareTo(LimitingReason.REFERENCE_INVALID) < 0) {
      return reason;
    }
    if (invalid > LARGEST_INVALID_SHARE * weight) {
      return LimitingReason.REFERENCE_INVALID;
    }
    return errorEnergy > Math.max(explained, 0) ? LimitingReason.REFERENCE_ERROR : reason;
  }
}
