package io.lambdascope.examples.figure;

import io.lambdascope.core.estimate.Coefficient;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One panel over the epochs of training: lines, of which some have a band of their confidence
 * interval. Build it, save it together with others, throw it away; one thread.
 */
public final class CourseChart {

  private static final int WIDTH = 620;
  private static final int HEIGHT = 400;

  /** Okabe and Ito's, told apart by colour-blind readers too. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0, 114, 178),
          new Color(213, 94, 0),
          new Color(0, 158, 115),
          new Color(204, 121, 167));

  private static final int BAND_ALPHA = 60;
  private static final DecimalFormatSymbols SYMBOLS = DecimalFormatSymbols.getInstance(Locale.ROOT);

  /** The first samples have intervals so wide that nothing else would be seen beside them. */
  private static final int SETTLING = 10;

  private static final double MARGIN = 0.05;

  private final XYChart chart;
  private final double batchesPerEpoch;
  private int lines;
  private double lowest = 0;
  private double highest = 0;

  /** An empty panel. */
  public CourseChart(String title, String yTitle, int batchesPerEpoch) {
    this.batchesPerEpoch = batchesPerEpoch;
    this.chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle(yTitle)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart
        .getStyler()
        .setYAxisTickLabelsFormattingFunction(
            value -> {
              double size = Math.abs(value);
              boolean plain = size == 0 || (size >= 0.1 && size < 1e4);
              return new DecimalFormat(plain ? "0.##" : "0.#E0", SYMBOLS).format(value);
            });
  }

  /** Adds the course of the loss. */
  public CourseChart loss(String name, Course course) {
    line(name, epochs(course), course.losses());
    return this;
  }

  /** Adds the course of coefficient j with its confidence band. */
  public CourseChart coefficient(String name, Course course, int j) {
    double[] epochs = epochs(course);
    List<Coefficient> coefficients = course.coefficients(j);
    include(coefficients);
    band(name, epochs, coefficients);
    line(name, epochs, coefficients.stream().mapToDouble(Coefficient::value).toArray());
    return this;
  }

  /** Adds a thin line at zero. */
  public CourseChart zero(int epochs) {
    XYSeries zero = chart.addSeries("zero", new double[] {0, epochs}, new double[] {0, 0});
    zero.setMarker(SeriesMarkers.NONE);
    zero.setLineColor(Color.DARK_GRAY);
    zero.setLineStyle(new BasicStroke(1));
    zero.setShowInLegend(false);
    return this;
  }

  /**
   * Writes panels side by side as one PNG.
   *
   * @throws IOException when the file cannot be written
   */
  public static void save(List<CourseChart> panels, int columns, Path file) throws IOException {
    int rows = (panels.size() + columns - 1) / columns;
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    for (CourseChart panel : panels) {
      panel.chart.getStyler().setLegendVisible(panel.lines > 1);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      BitmapEncoder.saveBitmap(
          panels.stream().map(panel -> panel.chart).toList(), rows, columns, out, BitmapFormat.PNG);
    }
  }

  /** Widens the range of the vertical axis to what comes after the first samples. */
  private void include(List<Coefficient> coefficients) {
    for (Coefficient coefficient :
        coefficients.subList(Math.min(SETTLING, coefficients.size() - 1), coefficients.size())) {
      if (Double.isFinite(coefficient.upper() - coefficient.lower())) {
        lowest = Math.min(lowest, coefficient.lower());
        highest = Math.max(highest, coefficient.upper());
      }
    }
    if (highest > lowest) {
      double margin = MARGIN * (highest - lowest);
      chart.getStyler().setYAxisMin(lowest - margin);
      chart.getStyler().setYAxisMax(highest + margin);
    }
  }

  private double[] epochs(Course course) {
    double[] epochs = course.iterations();
    for (int i = 0; i < epochs.length; i++) {
      epochs[i] = (epochs[i] + 1) / batchesPerEpoch;
    }
    return epochs;
  }

  /** Samples before the interval is finite, the first as a rule, have no band. */
  private void band(String name, double[] x, List<Coefficient> coefficients) {
    int first = 0;
    while (first < x.length && !Double.isFinite(coefficients.get(first).upper())) {
      first++;
    }
    int count = x.length - first;
    if (count < 2) {
      return;
    }
    double[] outlineX = new double[2 * count];
    double[] outlineY = new double[2 * count];
    for (int i = 0; i < count; i++) {
      int back = 2 * count - 1 - i;
      outlineX[i] = x[first + i];
      outlineX[back] = x[first + i];
      outlineY[i] = coefficients.get(first + i).upper();
      outlineY[back] = coefficients.get(first + i).lower();
    }
    XYSeries band = chart.addSeries(name + " interval", outlineX, outlineY);
    Color color = color();
    Color pale = new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_ALPHA);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(pale);
    band.setLineColor(new Color(0, 0, 0, 0));
    band.setMarker(SeriesMarkers.NONE);
    band.setShowInLegend(false);
  }

  private void line(String name, double[] x, double[] y) {
    XYSeries line = chart.addSeries(name, x, y);
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(color());
    line.setLineStyle(new BasicStroke(2));
    lines++;
  }

  private Color color() {
    return COLORS.get(lines % COLORS.size());
  }
}
