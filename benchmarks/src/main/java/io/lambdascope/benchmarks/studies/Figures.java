package io.lambdascope.benchmarks.studies;

import java.util.Arrays;
import java.util.Locale;

/** Numbers as a page shows them. */
final class Figures {

  private Figures() {}

  /** Three significant digits. */
  static String figure(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 0.01 && size < 1000) {
      int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
      return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
    return String.format(Locale.ROOT, "%.2e", value);
  }

  /** The mean with the least and the largest. */
  static String range(double[] values) {
    return "%s [%s, %s]"
        .formatted(
            figure(mean(values)),
            figure(Arrays.stream(values).min().orElse(Double.NaN)),
            figure(largest(values)));
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  static double largest(double[] values) {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }
}
