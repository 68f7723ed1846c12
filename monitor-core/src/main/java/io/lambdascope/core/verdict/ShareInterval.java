package io.lambdascope.core.verdict;

import java.util.Arrays;

/**
 * The confidence interval of a ratio q = X/E of two estimates by Fieller's theorem (JRSS B 16,
 * 1954), within [0, 1]: all q for which X − qE is within t standard errors of 0.
 *
 * <p>Where E itself is uncertain, the interval stays honest: a whole that may be twice as large
 * halves the lower end, one that may be zero leaves the upper end open. The symmetric interval by
 * the derivative of X/E does neither.
 */
record ShareInterval(double lower, double upper) {

  /**
   * All such q.
   *
   * @param part X
   * @param whole E, positive
   * @param variances of X, of X with E, and of E
   * @param quantile t
   */
  static ShareInterval of(double part, double whole, double[] variances, double quantile) {
    double squared = quantile * quantile;
    // a q² − 2h q + c <= 0
    double a = whole * whole - squared * variances[2];
    double h = part * whole - squared * variances[1];
    double c = part * part - squared * variances[0];
    double root = Math.sqrt(Math.max(h * h - a * c, 0));
    double larger = h + Math.copySign(root, h);
    boolean crosses = h * h >= a * c;
    double[] ends =
        Arrays.stream(
                new double[] {
                  c <= 0 ? 0 : Double.NaN,
                  a - 2 * h + c <= 0 ? 1 : Double.NaN,
                  crosses ? larger / a : Double.NaN,
                  crosses ? c / larger : Double.NaN
                })
            .filter(end -> end >= 0 && end <= 1)
            .map(end -> end + 0.0) // −0.0 becomes 0
            .sorted()
            .toArray();
    if (ends.length == 0) {
      // Every q in [0, 1] is refused: the estimate lies outside, or exactly on the one q left.
      double nearest = Math.max(0, Math.min(1, part / whole));
      return new ShareInterval(nearest, nearest);
    }
    return new ShareInterval(ends[0], ends[ends.length - 1]);
  }
}
