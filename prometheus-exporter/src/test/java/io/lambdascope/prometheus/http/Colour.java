package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

/**
 * A colour of sRGB, as eyes take it.
 *
 * @param red from 0 to 1, linear, as the others
 */
record Colour(double red, double green, double blue) {

  /** Of CSS's six digits, {@code #rrggbb}. */
  static Colour ofHex(String hex) {
    assertThat(hex).matches("#[0-9a-f]{6}");
    double[] linear =
        IntStream.of(1, 3, 5)
            .mapToDouble(i -> Integer.parseInt(hex.substring(i, i + 2), 16) / 255.0)
            .map(v -> v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4))
            .toArray();
    return new Colour(linear[0], linear[1], linear[2]);
  }

  /** WCAG's ratio of contrast, from 1 to 21. */
  double contrast(Colour other) {
    double lighter = Math.max(luminance(), other.luminance());
    double darker = Math.min(luminance(), other.luminance());
    return (lighter + 0.05) / (darker + 0.05);
  }

  private double luminance() {
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** The distance in CIELAB, of which 2 can just be seen side by side. */
  double difference(Colour other) {
    double[] mine = lab();
    double[] its = other.lab();
    return Math.sqrt(IntStream.range(0, 3).mapToDouble(i -> Math.pow(mine[i] - its[i], 2)).sum());
  }

  /** Under daylight, D65. */
  private double[] lab() {
    double x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    double y = f(luminance());
    double z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double f(double t) {
    return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
}
