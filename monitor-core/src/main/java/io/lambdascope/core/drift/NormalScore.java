package io.lambdascope.core.drift;

/**
 * The standard normal score u = Φ⁻¹(F_ν(t)) of a value t of Student's distribution with ν degrees
 * of freedom, and back.
 *
 * <p>By asymptotic expansions in ln(1 + t²/ν) and not by the two distribution functions: those cost
 * some microseconds and have no tails beyond the smallest double. Stateless.
 */
final class NormalScore {

  /** No score is beyond ±37, where the normal's tail probability leaves the doubles. */
  static final double LIMIT = 37;

  private NormalScore() {}

  /**
   * Hill's expansion (Algorithm 395, CACM 13, 1970): for ν ≥ 9 within 1e-5 of the exact score up to
   * |u| = 5 and 3e-3 up to |u| = 8; the error falls with ν to a power of five and more.
   *
   * @param t infinite or finite; NaN has the score 0
   */
  static double of(double t, long degreesOfFreedom) {
    if (t == 0 || Double.isNaN(t)) {
      return 0;
    }
    double a = degreesOfFreedom - 0.5;
    double b = 48 * a * a;
    double y = a * Math.log1p(t / degreesOfFreedom * t);
    if (!(y < LIMIT * LIMIT)) {
      return Math.copySign(LIMIT, t);
    }
    double correction =
        ((((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b) + y + 3) / b;
    return Math.copySign(Math.min((1 + correction) * Math.sqrt(y), LIMIT), t);
  }

  /**
   * The t whose score is about u ≥ 0, by Wallace's approximation (Ann. Math. Statist. 30, 1959),
   * which has an inverse: its score is within 0.006 of u for ν ≥ 9 and u ≤ 3.
   */
  static double inverse(double u, long degreesOfFreedom) {
    double scaled = u * (8 * degreesOfFreedom + 3) / (8 * degreesOfFreedom + 1);
    return Math.sqrt(degreesOfFreedom * Math.expm1(scaled * scaled / degreesOfFreedom));
  }
}
