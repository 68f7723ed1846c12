package io.lambdascope.core.estimate;

/**
 * What all estimators have in common.
 *
 * @param confidence the coverage of the intervals, in (0, 1)
 * @param bounds when a coefficient counts as identified
 */
public record EstimatorOptions(double confidence, IdentifiabilityBounds bounds) {

  /** The customary 95%. */
  public static final double DEFAULT_CONFIDENCE = 0.95;

  /** 95% intervals and the default bounds. */
  public static final EstimatorOptions DEFAULT =
      new EstimatorOptions(DEFAULT_CONFIDENCE, IdentifiabilityBounds.DEFAULT);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless 0 &lt; confidence &lt; 1
   */
  public EstimatorOptions {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence must lie strictly between 0 and 1, was " + confidence);
    }
  }
}
