package io.lambdascope.examples.experiment;

import io.lambdascope.core.estimate.StudentQuantile;
import java.util.Arrays;

/**
 * Independent values of one quantity, one a seed or pool.
 *
 * @param size how many finite values
 * @param mean of them; NaN of none
 * @param deviation their standard deviation, n − 1 in the denominator; NaN below two
 * @param median of them; NaN of none
 */
public record Sample(int size, double mean, double deviation, double median) {

  private static final double CONFIDENCE = 0.95;

  /** Of these; values that are not finite are left out. */
  public static Sample of(double... values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int n = finite.length;
    if (n == 0) {
      return new Sample(0, Double.NaN, Double.NaN, Double.NaN);
    }
    double mean = Arrays.stream(finite).sum() / n;
    double squares = Arrays.stream(finite).map(x -> (x - mean) * (x - mean)).sum();
    double deviation = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1));
    double median = (finite[(n - 1) / 2] + finite[n / 2]) / 2;
    return new Sample(n, mean, deviation, median);
  }

  /** Standard error of the mean; NaN below two values. */
  public double standardError() {
    return deviation / Math.sqrt(size);
  }

  /** Half the width of the mean's 95% interval by Student's t; NaN below two values. */
  public double halfWidth() {
    return size < 2 ? Double.NaN : StudentQuantile.of(CONFIDENCE, size - 1.0) * standardError();
  }

  /** Lower end of the mean's 95% interval. */
  public double lower() {
    return mean - halfWidth();
  }

  /** Upper end of the mean's 95% interval. */
  public double upper() {
    return mean + halfWidth();
  }
}
