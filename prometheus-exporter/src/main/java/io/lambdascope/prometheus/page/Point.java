package io.lambdascope.prometheus.page;

import java.util.Arrays;

/**
 * What a monitor knew at one moment. Immutable.
 *
 * @param sequence larger than that of every point before it
 * @param values one for each of {@link Columns}; NaN where not known
 */
record Point(long sequence, double[] values) {

  /** Copies. */
  Point {
    values = values.clone();
  }

  @Override
  public double[] values() {
    return values.clone();
  }

  /** The training iteration. */
  double iteration() {
    return values[Columns.ITERATION];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Point p && sequence == p.sequence && Arrays.equals(values, p.values);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(sequence) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return sequence + ": " + Arrays.toString(values);
  }
}
