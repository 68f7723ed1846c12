package io.lambdascope.examples.figure;

import java.awt.Color;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
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
  private static final float HAIR = 0.5f;
  private static final float GRID = 0.5f;
  private static final Color GRID_COLOR = new Color(225, 225, 225);
  private static final int MARKER_SIZE = 7;
  private static final String NOT_COUNTED = " (not counted)";

  private final XYChart chart;
  private final Pen pen;
  private int series;
  private int contours;

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
    this.pen = new Pen(chart);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendBackgroundColor(new Color(255, 255, 255, 200));
    chart.getStyler().setPlotBorderVisible(false);
    // Not dashed: XChart draws each dash as an outline, half a megabyte of SVG in a figure.
    chart.getStyler().setPlotGridLinesStroke(Pen.solid(GRID));
    chart.getStyler().setPlotGridLinesColor(GRID_COLOR);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    chart.getStyler().setXAxisMaxLabelCount(Pen.LABELS);
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
    pen.add(name, x, y, color(), SeriesMarkers.NONE, Pen.solid(LINE));
    series++;
    return this;
  }

  /** A line with a band from lower to upper, where both are finite. */
  public XyPanel band(String name, double[] x, double[] y, double[] lower, double[] upper) {
    pen.outline(name, x, lower, upper, color());
    return line(name, x, y);
  }

  /** Points in the next colour, joined by a thin line, with bars from lower to upper. */
  public XyPanel intervals(String name, double[] x, double[] y, double[] lower, double[] upper) {
    pen.whiskers(name, x, lower, upper, color());
    pen.add(name, x, y, color(), SeriesMarkers.CIRCLE, Pen.solid(Pen.THIN));
    series++;
    return this;
  }

  /** Points in the next colour. */
  public XyPanel points(String name, double[] x, double[] y) {
    pen.points(name, x, y, color(), SeriesMarkers.CIRCLE);
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
    int[] circles = Pen.indices(x.length, i -> counts[i]);
    crosses(
        name,
        x,
        y,
        counts,
        pen.points(name, Pen.at(x, circles), Pen.at(y, circles), color(), SeriesMarkers.CIRCLE)
            != null);
    series++;
    return this;
  }

  /** As {@link #intervals}, and {@link #points(String, double[], double[], boolean[])}. */
  public XyPanel intervals(
      String name, double[] x, double[] y, double[] lower, double[] upper, boolean[] counts) {
    int[] counted = Pen.indices(x.length, i -> counts[i]);
    pen.whiskers(name, Pen.at(x, counted), Pen.at(lower, counted), Pen.at(upper, counted), color());
    boolean named =
        pen.add(
                name,
                Pen.at(x, counted),
                Pen.at(y, counted),
                color(),
                SeriesMarkers.CIRCLE,
                Pen.solid(Pen.THIN))
            != null;
    crosses(name, x, y, counts, named);
    series++;
    return this;
  }

  private void crosses(String name, double[] x, double[] y, boolean[] counts, boolean named) {
    int[] crosses = Pen.indices(x.length, i -> !counts[i]);
    XYSeries rest =
        pen.points(
            name + NOT_COUNTED,
            Pen.at(x, crosses),
            Pen.at(y, crosses),
            color(),
            SeriesMarkers.CROSS);
    if (rest != null && named) {
      rest.setShowInLegend(false);
    }
  }

  /** Straight strokes from (x0, y0) to (x1, y1) in the next colour, under one name. */
  public XyPanel strokes(String name, double[] x0, double[] y0, double[] x1, double[] y1) {
    int[] shown =
        Pen.indices(x0.length, i -> pen.canShow(x0[i], y0[i]) && pen.canShow(x1[i], y1[i]));
    for (int i : shown) {
      boolean first = i == shown[0];
      XYSeries stroke =
          pen.add(
              first ? name : name + " " + i,
              new double[] {x0[i], x1[i]},
              new double[] {y0[i], y1[i]},
              color(),
              SeriesMarkers.NONE,
              Pen.solid(LINE));
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
        pen.add("contour " + contours++, x, y, Palette.ASIDE, SeriesMarkers.NONE, Pen.solid(HAIR));
    if (line != null) {
      line.setShowInLegend(false);
    }
    return this;
  }

  /** A dashed grey line of something to compare with: theory, zero, a published figure. */
  public XyPanel reference(String name, double[] x, double[] y) {
    pen.add(name, x, y, Palette.ASIDE, SeriesMarkers.NONE, Pen.dashed());
    return this;
  }

  /** A dashed grey line at this height over the range given. */
  public XyPanel level(String name, double y, double from, double to) {
    return reference(name, new double[] {from, to}, new double[] {y, y});
  }

  /** Grey diamonds of something to compare with. */
  public XyPanel published(String name, double[] x, double[] y) {
    XYSeries points = pen.add(name, x, y, Palette.ASIDE, SeriesMarkers.DIAMOND, Pen.dashed());
    if (points != null) {
      points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
    return this;
  }

  @Override
  public XYChart chart() {
    return chart;
  }

  private Color color() {
    return Palette.color(series);
  }
}
