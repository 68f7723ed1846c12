package io.lambdascope.examples.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One result: an estimate, where it was made, how sure it is, and what it should be. Numbers that
 * are unknown are NaN. Immutable.
 *
 * @param quantity what is estimated, as {@code lambda2} or {@code weight_distance}
 * @param at where: the settings and seeds that tell this cell from others of the quantity, in the
 *     order in which they were given. Values are {@link String}, {@link Long} or {@link Double},
 *     the last finite
 * @param estimate its value
 * @param lower of the 95% interval, or of another one that the protocol defines; NaN where there is
 *     none
 * @param upper end of the same
 * @param truth what theory says, or the setting that was to be found; NaN where unknown
 * @param standing whether it counts
 * @param measures further numbers beside it, as {@code residual_ratio}
 */
public record Cell(
    String quantity,
    Map<String, Object> at,
    double estimate,
    double lower,
    double upper,
    double truth,
    Standing standing,
    Map<String, Double> measures) {

  /** Copies. */
  public Cell {
    at = Collections.unmodifiableMap(new LinkedHashMap<>(at));
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
  }

  /** A valid cell without interval and truth, to be completed by the methods below. */
  public static Cell of(String quantity, double estimate) {
    return new Cell(
        quantity, Map.of(), estimate, Double.NaN, Double.NaN, Double.NaN, Standing.VALID, Map.of());
  }

  /** With a setting. */
  public Cell at(String name, String value) {
    return located(name, value);
  }

  /** With a whole number as a setting. */
  public Cell at(String name, long value) {
    return located(name, value);
  }

  /**
   * With a number as a setting.
   *
   * @throws IllegalArgumentException when it is not finite: no setting is, and no JSON has it
   */
  public Cell at(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "the setting %s of a cell must be finite, was %s".formatted(name, value));
    }
    return located(name, value);
  }

  private Cell located(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(at);
    more.put(name, value);
    return new Cell(quantity, more, estimate, lower, upper, truth, standing, measures);
  }

  /** With an interval. */
  public Cell interval(double from, double to) {
    return new Cell(quantity, at, estimate, from, to, truth, standing, measures);
  }

  /** With what it should be. */
  public Cell truth(double value) {
    return new Cell(quantity, at, estimate, lower, upper, value, standing, measures);
  }

  /** With another standing. */
  public Cell standing(Standing value) {
    return new Cell(quantity, at, estimate, lower, upper, truth, value, measures);
  }

  /** With a further number. */
  public Cell measure(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(measures);
    more.put(name, value);
    return new Cell(quantity, at, estimate, lower, upper, truth, standing, more);
  }

  /** Whether the estimate counts. */
  public boolean isValid() {
    return standing == Standing.VALID;
  }

  /**
   * A setting that is a number.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public double number(String name) {
    if (at.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("no number %s in %s".formatted(name, at));
  }

  /**
   * A setting as text.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public String text(String name) {
    Object value = at.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no %s in %s".formatted(name, at));
    }
    return value.toString();
  }

  /** A further number; NaN where there is none of this name. */
  public double measure(String name) {
    return measures.getOrDefault(name, Double.NaN);
  }

  /** |estimate − truth|/|truth|; NaN where the truth is unknown. */
  public double relativeError() {
    return Math.abs(estimate - truth) / Math.abs(truth);
  }
}
