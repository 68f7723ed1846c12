package io.lambdascope.core.estimate;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The two-sided quantile of Student's t. Without state.
 *
 * <p>From many degrees of freedom on by the expansion around the normal quantile (Abramowitz and
 * Stegun, Handbook of Mathematical Functions, 26.7.5): the library's search takes twenty
 * microseconds, which would be most of an estimate, and its error grows with the degrees of
 * freedom.
 */
public final class StudentQuantile {

  /** The first term left out of the expansion is then below 1e-8 for a confidence up to 0.999. */
  private static final double MANY = 60;

  private static final NormalDistribution NORMAL = new NormalDistribution();

  private StudentQuantile() {}

  /**
   * The t with P(|T| ≤ t) = confidence.
   *
   * @param confidence in (0, 1)
   * @param degreesOfFreedom positive, perhaps infinite
   */
  public static double of(double confidence, double degreesOfFreedom) {
    double probability = 0.5 + confidence / 2;
    if (degreesOfFreedom < MANY) {
      return new TDistribution(degreesOfFreedom).inverseCumulativeProbability(probability);
    }
    double z = NORMAL.inverseCumulativeProbability(probability);
    double s = z * z;
    double first = z * (s + 1) / 4;
    double second = z * ((5 * s + 16) * s + 3) / 96;
    double third = z * (((3 * s + 19) * s + 17) * s - 15) / 384;
    double fourth = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
    double x = 1 / degreesOfFreedom;
    return z + x * (first + x * (second + x * (third + x * fourth)));
  }
}
