package io.lambdascope.core.verdict;

import org.hipparchus.special.Beta;

/**
 * The distribution of what a direction that knows nothing of the deviation explains of it: with a
 * candidate uniform on the sphere of dimension d, beside r − 1 others, its squared partial cosine
 * with the deviation is Beta(1/2, (d − r)/2) distributed.
 */
final class RandomDirections {

  private RandomDirections() {}

  /**
   * The probability that a random direction gains as much or more. Exact to rounding down to the
   * smallest double, and 0 below it.
   *
   * @param gain the energy that the candidate explains beside the others
   * @param residual the energy that is left
   * @param dimension d, effective
   * @param rank of all candidates together, r
   */
  static double exceedance(double gain, double residual, double dimension, int rank) {
    double free = dimension - rank;
    // Without a free direction everything explains everything.
    if (!(gain > 0 && free > 0)) {
      return 1;
    }
    double unexplained = residual / (residual + gain);
    return unexplained > 0 ? Beta.regularizedBeta(unexplained, free / 2, 0.5) : 0;
  }
}
