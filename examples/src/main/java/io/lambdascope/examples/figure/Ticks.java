package io.lambdascope.examples.figure;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** How numbers are written at axes. */
final class Ticks {

  private static final DecimalFormatSymbols SYMBOLS = DecimalFormatSymbols.getInstance(Locale.ROOT);

  private Ticks() {}

  static String text(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= 0.01 && size < 1e4);
    return new DecimalFormat(plain ? "0.###" : "0.#E0", SYMBOLS).format(value);
  }
}
