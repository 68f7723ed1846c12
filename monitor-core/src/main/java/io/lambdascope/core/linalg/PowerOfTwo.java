package io.lambdascope.core.linalg;

/**
 * Units that are powers of two: a division by them is exact, and keeps squares and sums of squares
 * of what is divided within the range of a double. Stateless.
 */
public final class PowerOfTwo {

  private PowerOfTwo() {}

  /**
   * The least e with |x| &lt; 2^(e+1) for all values, 0 when all are zero.
   *
   * @throws IllegalArgumentException when a value is NaN or infinite
   */
  public static int above(double[] values) {
    double largest = 0;
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("only finite values are allowed, found " + value);
      }
      largest = Math.max(largest, Math.abs(value));
    }
    return exponent(largest);
  }

  /** The same for the largest absolute value, which is finite and not negative. */
  public static int exponent(double largest) {
    return largest == 0 ? 0 : Math.getExponent(largest);
  }
}
