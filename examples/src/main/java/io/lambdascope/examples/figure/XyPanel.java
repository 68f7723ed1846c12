package io.lambdascope.examples.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines, bands and points over two axes, linear or logarithmic. Set the axes before the data: what
 * a logarithmic axis cannot show, numbers up to zero, is left out, as are numbers that are not
 * finite. One thread.
 */
public final class XyPanel implements Panel {

  private static final int WIDTH = 560;
  private static final int HEIGHT = 400;
  private static final float LINE = 2;
  private static final float THIN = 1;
  private static final float HAIR = 0.5f;
  private static final float[] DASHES = {5, 4};
  private static final float GRID = 0.5f;
  private static final Color GRID_COLOR = new Color(225, 225, 225);
  private static final int MARKER_SIZE = 7;
  private static final int LABELS = 8;
  private static final String NOT_COUNTED = " (not counted)";

  private final XYChart chart;
  private int series;
  private int named;
  private int contours;
  private int keys;

  /** An empty panel. */
  public XyPanel(String title, String xTitle, String yTitle) {
    this.chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendBackgroundColor(new Color(255, 255, 255, 200));
    chart.getStyler().setPlotBorderVisible(false);
    // Not dashed: XChart draws each dash as an outline, half a megabyte of SVG in a figure.
    chart.getStyler().setPlotGridLinesStroke(solid(GRID));
    chart.getStyler().setPlotGridLinesColor(GRID_COLOR);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    chart.getStyler().setXAxisMaxLabelCount(LABELS);
    chart.getStyler().setXAxisTickLabelsFormattingFunction(Ticks::text);
    chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::text);
    chart.getStyler().setLegendVisible(false);
  }

  /** Makes the horizontal axis logarithmic. */
  public XyPanel logX() {
    chart.getStyler().setXAxisLogarithmic(true);
    return this;
  }

  /** Makes the vertical axis logarithmic. */
  public XyPanel logY() {
    chart.getStyler().setYAxisLogarithmic(true);
    return this;
  }

  /** Where the legend is, in place of the upper right corner. */
  public XyPanel legend(LegendPosition position) {
    chart.getStyler().setLegendPosition(position);
    return this;
  }

  /** The range of the horizontal axis; that of the data otherwise. */
  public XyPanel rangeX(double lowest, double highest) {
    chart.getStyler().setXAxisMin(lowest);
    chart.getStyler().setXAxisMax(highest);
    return this;
  }

  /** The range of the vertical axis; that of the data otherwise. */
  public XyPanel rangeY(double lowest, double highest) {
    chart.getStyler().setYAxisMin(lowest);
    chart.getStyler().setYAxisMax(highest);
    return this;
  }

  /** A line in the next colour. */
  public XyPanel line(String name, double[] x, double[] y) {
    add(name, x, y, color(), SeriesMarkers.NONE, solid(LINE));
    series++;
    return this;
  }

  /** A line with a band from lower to upper, where both are finite. */
  public XyPanel band(String name, double[] x, double[] y, double[] lower, double[] upper) {
    outline(name, x, lower, upper);
    return line(name, x, y);
  }

  /** Points in the next colour, joined by a thin line, with bars from lower to upper. */
  public XyPanel intervals(String name, double[] x, double[] y, double[] lower, double[] upper) {
    whiskers(name, x, lower, upper);
    add(name, x, y, color(), SeriesMarkers.CIRCLE, solid(THIN));
    series++;
    return this;
  }

  /** Points in the next colour. */
  public XyPanel points(String name, double[] x, double[] y) {
    points(name, x, y, SeriesMarkers.CIRCLE);
    series++;
    return this;
  }

  /**
   * Points as circles, those that do not count as crosses of the same colour; one entry in the
   * legend, which says so where there are only such.
   *
   * @param counts whether each does
   */
  public XyPanel points(String name, double[] x, double[] y, boolean[] counts) {
    int[] circles = indices(x.length, i -> counts[i]);
    crosses(
        name,
        x,
        y,
        counts,
        points(name, at(x, circles), at(y, circles), SeriesMarkers.CIRCLE) != null);
    series++;
    return this;
  }

  /** As {@link #intervals}, and {@link #points(String, double[], double[], boolean[])}. */
  public XyPanel intervals(
      String name, double[] x, double[] y, double[] lower, double[] upper, boolean[] counts) {
    int[] counted = indices(x.length, i -> counts[i]);
    whiskers(name, at(x, counted), at(lower, counted), at(upper, counted));
    boolean named =
        add(name, at(x, counted), at(y, counted), color(), SeriesMarkers.CIRCLE, solid(THIN))
            != null;
    crosses(name, x, y, counts, named);
    series++;
    return this;
  }

  private void crosses(String name, double[] x, double[] y, boolean[] counts, boolean named) {
    int[] crosses = indices(x.length, i -> !counts[i]);
    XYSeries rest = points(name + NOT_COUNTED, at(x, crosses), at(y, crosses), SeriesMarkers.CROSS);
    if (rest != null && named) {
      rest.setShowInLegend(false);
    }
  }

  /** Straight strokes from (x0, y0) to (x1, y1) in the next colour, under one name. */
  public XyPanel strokes(String name, double[] x0, double[] y0, double[] x1, double[] y1) {
    int[] shown = indices(x0.length, i -> canShow(x0[i], y0[i]) && canShow(x1[i], y1[i]));
    for (int i : shown) {
      boolean first = i == shown[0];
      XYSeries stroke =
          add(
              first ? name : name + " " + i,
              new double[] {x0[i], x1[i]},
              new double[] {y0[i], y1[i]},
              color(),
              SeriesMarkers.NONE,
              solid(LINE));
      if (stroke != null) {
        stroke.setShowInLegend(first);
      }
    }
    series++;
    return this;
  }

  /** A thin grey line without a name: a contour. */
  public XyPanel contour(double[] x, double[] y) {
    XYSeries line =
        add("contour " + contours++, x, y, Palette.ASIDE, SeriesMarkers.NONE, solid(HAIR));
    if (line != null) {
      line.setShowInLegend(false);
    }
    return this;
  }

  /** A dashed grey line of something to compare with: theory, zero, a published figure. */
  public XyPanel reference(String name, double[] x, double[] y) {
    add(name, x, y, Palette.ASIDE, SeriesMarkers.NONE, dashed());
    return this;
  }

  /** A dashed grey line at this height over the range given. */
  public XyPanel level(String name, double y, double from, double to) {
    return reference(name, new double[] {from, to}, new double[] {y, y});
  }

  /** Grey diamonds of something to compare with. */
  public XyPanel published(String name, double[] x, double[] y) {
    XYSeries points = add(name, x, y, Palette.ASIDE, SeriesMarkers.DIAMOND, dashed());
    if (points != null) {
      points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
    return this;
  }

  @Override
  public XYChart chart() {
    return chart;
  }

  private @Nullable XYSeries points(String name, double[] x, double[] y, Marker marker) {
    XYSeries points = add(name, x, y, color(), marker, solid(THIN));
    if (points != null) {
      points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
    return points;
  }

  private @Nullable XYSeries add(
      String name, double[] x, double[] y, Color color, Marker marker, BasicStroke stroke) {
    int[] shown = indices(x.length, i -> canShow(x[i], y[i]));
    if (shown.length == 0) {
      return null;
    }
    XYSeries added = chart.addSeries(key(name), at(x, shown), at(y, shown));
    added.setLabel(name);
    added.setMarker(marker);
    added.setMarkerColor(color);
    added.setLineColor(color);
    added.setLineStyle(stroke);
    if (shown.length > LABELS && !chart.getStyler().isXAxisLogarithmic()) {
      unevenly(x[shown[0]], x[shown[1]], y[shown[0]]);
    }
    named++;
    chart.getStyler().setLegendVisible(named > 1);
    return added;
  }

  /**
   * An invisible point between two others: where all are evenly spaced, XChart labels so many of
   * them that the labels run into each other.
   */
  private void unevenly(double from, double to, double y) {
    XYSeries point =
        chart.addSeries(key(""), new double[] {from + (to - from) / 3}, new double[] {y});
    point.setMarker(SeriesMarkers.NONE);
    point.setShowInLegend(false);
  }

  private void outline(String name, double[] x, double[] lower, double[] upper) {
    int[] shown = indices(x.length, i -> canShow(x[i], lower[i]) && canShow(x[i], upper[i]));
    int count = shown.length;
    if (count < 2) {
      return;
    }
    double[] outlineX = new double[2 * count];
    double[] outlineY = new double[2 * count];
    for (int i = 0; i < count; i++) {
      int back = 2 * count - 1 - i;
      outlineX[i] = x[shown[i]];
      outlineX[back] = x[shown[i]];
      outlineY[i] = upper[shown[i]];
      outlineY[back] = lower[shown[i]];
    }
    XYSeries band = chart.addSeries(key(name), outlineX, outlineY);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(Palette.pale(color()));
    band.setLineColor(new Color(0, 0, 0, 0));
    band.setMarker(SeriesMarkers.NONE);
    band.setShowInLegend(false);
  }

  /** A stroke for each point. */
  private void whiskers(String name, double[] x, double[] lower, double[] upper) {
    int[] shown = indices(x.length, i -> canShow(x[i], lower[i]) && canShow(x[i], upper[i]));
    for (int i : shown) {
      XYSeries bar =
          chart.addSeries(key(name), new double[] {x[i], x[i]}, new double[] {lower[i], upper[i]});
      bar.setMarker(SeriesMarkers.NONE);
      bar.setLineColor(color());
      bar.setLineStyle(solid(THIN));
      bar.setShowInLegend(false);
    }
  }

  private boolean canShow(double x, double y) {
    return Double.isFinite(x)
        && Double.isFinite(y)
        && (x > 0 || !chart.getStyler().isXAxisLogarithmic())
        && (y > 0 || !chart.getStyler().isYAxisLogarithmic());
  }

  /** XChart wants no two series of one name; figures may, as when a case has several seeds. */
  private String key(String name) {
    return keys++ + " " + name;
  }

  private Color color() {
    return Palette.color(series);
  }

  private static BasicStroke solid(float width) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  private static BasicStroke dashed() {
    return new BasicStroke(THIN, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0);
  }

  private static int[] indices(int length, IntPredicate which) {
    return IntStream.range(0, length).filter(which).toArray();
  }

  private static double[] at(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }
}
