package io.lambdascope.core.verdict;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.Identifiability;

/**
 * What a candidate must show. Both a share and a p-value are asked for: with p = 10⁵ equations a
 * cosine of 0.01 has a p-value of 0.002, and explains a ten-thousandth of the energy.
 *
 * @param supportedShare the share of the energy, lower end of its interval, from which a candidate
 *     is {@link Verdict#SUPPORTED}
 * @param weakShare the share below which it is {@link Verdict#NOT_SUPPORTED}
 * @param pValue the largest p-value against random directions with which it is not {@link
 *     Verdict#NOT_SUPPORTED}
 */
public record VerdictBounds(double supportedShare, double weakShare, double pValue) {

  /**
   * A cosine of 0.32. Below, nine tenths of what can be predicted of the deviation is something
   * else, and a retraining with this penalty alone goes another way.
   */
  public static final double DEFAULT_SUPPORTED_SHARE = 0.10;

  /** A cosine of 0.1: no more than a share of this size would be missed by a human eye. */
  public static final double DEFAULT_WEAK_SHARE = 0.01;

  /** One in a hundred of candidates that have nothing to do with the deviation pass. */
  public static final double DEFAULT_P_VALUE = 0.01;

  /** The default bounds. */
  public static final VerdictBounds DEFAULT =
      new VerdictBounds(DEFAULT_SUPPORTED_SHARE, DEFAULT_WEAK_SHARE, DEFAULT_P_VALUE);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless 0 &lt; weakShare &le; supportedShare &le; 1 and 0 &lt;
   *     pValue &lt; 1
   */
  public VerdictBounds {
    if (!(weakShare > 0 && weakShare <= supportedShare && supportedShare <= 1)) {
      throw new IllegalArgumentException(
          "shares must satisfy 0 < weakShare <= supportedShare <= 1, were weakShare %s and supportedShare %s"
              .formatted(weakShare, supportedShare));
    }
    if (!(pValue > 0 && pValue < 1)) {
      throw new IllegalArgumentException(
          "the bound on the p-value must lie strictly between 0 and 1, was " + pValue);
    }
  }

  /** Why the verdict on a candidate is no better, its reference taken for exact. */
  LimitingReason limit(Coefficient coefficient, Share share, double candidatePValue) {
    if (share == Share.Unknown.NO_DEVIATION) {
      return LimitingReason.NO_DEVIATION;
    }
    if (!coefficient.isIdentified()) {
      return LimitingReason.NOT_IDENTIFIED;
    }
    if (!(share instanceof Share.Known known)) {
      return LimitingReason.NO_PREDICTABLE_DEVIATION;
    }
    if (!(known.value() >= weakShare)) {
      return LimitingReason.SHARE_TOO_SMALL;
    }
    if (!(candidatePValue <= pValue)) {
      return LimitingReason.NO_BETTER_THAN_RANDOM;
    }
    if (!coefficient.excludesZero()) {
      return LimitingReason.INTERVAL_HOLDS_ZERO;
    }
    if (!(known.value() >= supportedShare)) {
      return LimitingReason.SHARE_TOO_SMALL;
    }
    if (coefficient.identifiability() != Identifiability.IDENTIFIED) {
      return LimitingReason.WEAKLY_IDENTIFIED;
    }
    return known.lower() >= supportedShare ? LimitingReason.NONE : LimitingReason.SHARE_UNCERTAIN;
  }

  /** The verdict that a limiting reason leaves, for a candidate of this share. */
  Verdict verdict(LimitingReason reason, Share share) {
    return switch (reason) {
      case NONE -> Verdict.SUPPORTED;
      case REFERENCE_INVALID, REFERENCE_ERROR, WEAKLY_IDENTIFIED, SHARE_UNCERTAIN -> Verdict.WEAK;
      case SHARE_TOO_SMALL ->
          share.known().filter(known -> known.value() >= weakShare).isPresent()
              ? Verdict.WEAK
              : Verdict.NOT_SUPPORTED;
      case NO_DEVIATION,
          NOT_IDENTIFIED,
          NO_PREDICTABLE_DEVIATION,
          NO_BETTER_THAN_RANDOM,
          INTERVAL_HOLDS_ZERO ->
          Verdict.NOT_SUPPORTED;
    };
  }
}
