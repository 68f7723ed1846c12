package io.lambdascope.examples.figure;

import io.lambdascope.core.estimate.Coefficient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A panel over the course of training: lines, and coefficients with the band of their confidence
 * interval. The vertical axis holds zero, and does not follow the first estimates, whose intervals
 * are so wide that nothing else would be seen beside them. Build it, draw its panel once, throw it
 * away; one thread.
 */
public final class CourseChart {

  /** How many estimates, the first, do not count for the range. */
  private static final int SETTLING = 10;

  /** Or this share of the course, where that is more. */
  private static final int SETTLING_SHARE = 20;

  private static final double MARGIN = 0.05;

  /** As many as the pixels of a panel can tell apart. */
  private static final int MOST_POINTS = 500;

  private final XyPanel panel;
  private final double iterationsPerUnit;
  private double lowest;
  private double highest;

  /** An empty panel over epochs. */
  public CourseChart(String title, String yTitle, int batchesPerEpoch) {
    this(title, "epoch", yTitle, batchesPerEpoch);
  }

  private CourseChart(String title, String xTitle, String yTitle, double iterationsPerUnit) {
    this.panel = new XyPanel(title, xTitle, yTitle);
    this.iterationsPerUnit = iterationsPerUnit;
  }

  /** An empty panel over iterations. */
  public static CourseChart overIterations(String title, String yTitle) {
    return new CourseChart(title, "iteration", yTitle, 1);
  }

  /** Adds the course of the loss. */
  public CourseChart loss(String name, Course course) {
    panel.line(name, units(course.iterations()), course.losses());
    return this;
  }

  /** Adds the course of coefficient j with its confidence band. */
  public CourseChart coefficient(String name, Course course, int j) {
    List<Coefficient> coefficients = course.coefficients(j);
    return band(
        name,
        course.iterations(),
        coefficients.stream().mapToDouble(Coefficient::value).toArray(),
        coefficients.stream().mapToDouble(Coefficient::lower).toArray(),
        coefficients.stream().mapToDouble(Coefficient::upper).toArray());
  }

  /**
   * Adds a course with its band.
   *
   * @param iterations of the values, the first of a run being 0
   */
  public CourseChart band(
      String name, double[] iterations, double[] values, double[] lower, double[] upper) {
    include(lower, upper);
    int[] shown = thinned(iterations.length);
    panel.band(
        name, units(at(iterations, shown)), at(values, shown), at(lower, shown), at(upper, shown));
    return this;
  }

  /** Adds a dashed line at zero. */
  public CourseChart zero(double units) {
    panel.level("zero", 0, 0, units);
    return this;
  }

  /** The panel. */
  public XyPanel panel() {
    return panel;
  }

  /**
   * Writes panels side by side as one PNG.
   *
   * @throws IOException when the file cannot be written
   */
  public static void save(List<CourseChart> charts, int columns, Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    List<Panel> panels = charts.stream().map(chart -> (Panel) chart.panel).toList();
    try (OutputStream out = Files.newOutputStream(file)) {
      new Figure(panels, columns).writePng(out);
    }
  }

  /** Widens the range of the vertical axis to what comes after the first estimates. */
  private void include(double[] lower, double[] upper) {
    int from = Math.min(Math.max(SETTLING, lower.length / SETTLING_SHARE), lower.length - 1);
    for (int i = Math.max(0, from); i < lower.length; i++) {
      if (Double.isFinite(upper[i] - lower[i])) {
        lowest = Math.min(lowest, lower[i]);
        highest = Math.max(highest, upper[i]);
      }
    }
    if (highest > lowest) {
      double margin = MARGIN * (highest - lowest);
      panel.rangeY(lowest - margin, highest + margin);
    }
  }

  /** An iteration's place is its end: after so many steps. */
  private double[] units(double[] iterations) {
    double[] units = iterations.clone();
    for (int i = 0; i < units.length; i++) {
      units[i] = (units[i] + 1) / iterationsPerUnit;
    }
    return units;
  }

  /** Evenly spaced, with the first and the last. */
  private static int[] thinned(int length) {
    if (length <= MOST_POINTS) {
      return IntStream.range(0, length).toArray();
    }
    return IntStream.range(0, MOST_POINTS)
        .map(i -> (int) ((long) i * (length - 1) / (MOST_POINTS - 1)))
        .toArray();
  }

  private static double[] at(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }
}
