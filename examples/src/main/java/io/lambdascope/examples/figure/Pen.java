package io.lambdascope.examples.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws series into an XChart chart: what can be shown of them, under names that may repeat. */
final class Pen {

  /** Labels at the horizontal axis, about. */
  static final int LABELS = 8;

  /** Width of a thin line. */
  static final float THIN = 1;

  private static final float[] DASHES = {5, 4};

  private final XYChart chart;
  private int keys;
  private int named;

  Pen(XYChart chart) {
    this.chart = chart;
  }

  /** Points without a line; null where none can be shown. */
  @Nullable XYSeries points(String name, double[] x, double[] y, Color color, Marker marker) {
    XYSeries points = add(name, x, y, color, marker, solid(THIN));
    if (points != null) {
      points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
    return points;
  }

  /** A series with an entry in the legend; null where none of it can be shown. */
  @Nullable XYSeries add(
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

  /** A pale area from lower to upper. */
  void outline(String name, double[] x, double[] lower, double[] upper, Color color) {
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
    band.setFillColor(Palette.pale(color));
    band.setLineColor(new Color(0, 0, 0, 0));
    band.setMarker(SeriesMarkers.NONE);
    band.setShowInLegend(false);
  }

  /** A stroke for each point. */
  void whiskers(String name, double[] x, double[] lower, double[] upper, Color color) {
    int[] shown = indices(x.length, i -> canShow(x[i], lower[i]) && canShow(x[i], upper[i]));
    for (int i : shown) {
      XYSeries bar =
          chart.addSeries(key(name), new double[] {x[i], x[i]}, new double[] {lower[i], upper[i]});
      bar.setMarker(SeriesMarkers.NONE);
      bar.setLineColor(color);
      bar.setLineStyle(solid(THIN));
      bar.setShowInLegend(false);
    }
  }

  /** Whether the axes have room for it. */
  boolean canShow(double x, double y) {
    return Double.isFinite(x)
        && Double.isFinite(y)
        && (x > 0 || !chart.getStyler().isXAxisLogarithmic())
        && (y > 0 || !chart.getStyler().isYAxisLogarithmic());
  }

  /** XChart wants no two series of one name; figures may, as when a case has several seeds. */
  private String key(String name) {
    return keys++ + " " + name;
  }

  static BasicStroke solid(float width) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  static BasicStroke dashed() {
    return new BasicStroke(THIN, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0);
  }

  static int[] indices(int length, IntPredicate which) {
    return IntStream.range(0, length).filter(which).toArray();
  }

  static double[] at(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }
}
