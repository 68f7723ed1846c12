package io.lambdascope.examples.figure;

import java.awt.Color;
import java.util.List;

/** Colours that colour-blind readers tell apart too, Okabe and Ito's. */
final class Palette {

  /** Of things said beside the data: zero, theory, published figures. */
  static final Color ASIDE = new Color(110, 110, 110);

  private static final int BAND_ALPHA = 60;

  private static final List<Color> COLORS =
      List.of(
          new Color(0, 114, 178),
          new Color(213, 94, 0),
          new Color(0, 158, 115),
          new Color(204, 121, 167),
          new Color(86, 180, 233),
          new Color(230, 159, 0),
          new Color(0, 0, 0),
          new Color(160, 120, 60));

  private Palette() {}

  /** Of the i-th series. */
  static Color color(int i) {
    return COLORS.get(i % COLORS.size());
  }

  /** The same, to lie under lines. */
  static Color pale(Color color) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_ALPHA);
  }
}
