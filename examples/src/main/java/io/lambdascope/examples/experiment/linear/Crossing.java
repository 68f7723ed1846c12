package io.lambdascope.examples.experiment.linear;

/** Where a curve of relative distances falls through 1, below which it is better than zero. */
final class Crossing {

  private Crossing() {}

  /**
   * The last crossing from above, interpolated linearly in x and in the logarithm of y.
   *
   * @param x ascending
   * @param y positive
   * @return NaN when the curve does not end below 1 after having been above
   */
  static double of(double[] x, double[] y) {
    for (int i = x.length - 1; i > 0; i--) {
      double before = Math.log(y[i - 1]);
      double after = Math.log(y[i]);
      if (after > 0) {
        return Double.NaN;
      }
      if (before > 0) {
        return x[i - 1] + (x[i] - x[i - 1]) * before / (before - after);
      }
    }
    return Double.NaN;
  }
}
