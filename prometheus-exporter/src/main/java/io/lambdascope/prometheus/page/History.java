package io.lambdascope.prometheus.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole run in a bounded number of points. When it is full every second point goes, so that what
 * is left is of even resolution from the beginning; whoever adds is then to add half as often
 * ({@link #thinnings}). Single-threaded: guarded by its {@link Recording}.
 */
final class History {

  private final int capacity;
  private final List<Point> points = new ArrayList<>();
  private long sequence;
  private int thinnings;

  /**
   * An empty one.
   *
   * @param capacity the largest number of points, at least 2
   */
  History(int capacity) {
    if (capacity < 2) {
      throw new IllegalArgumentException("capacity must be at least 2, was " + capacity);
    }
    this.capacity = capacity;
  }

  /**
   * Adds a point at the end. One of the last point's iteration takes its place: the worker knows
   * more of the same step by then. One of an earlier iteration is left out, as the axis goes one
   * way; a model that was set back is not sampled until it is past where it was.
   */
  void add(double[] values) {
    Point next = new Point(sequence, values);
    int last = points.size() - 1;
    if (last >= 0 && next.iteration() < points.get(last).iteration()) {
      return;
    }
    sequence++;
    if (last >= 0 && next.iteration() == points.get(last).iteration()) {
      points.set(last, next);
      return;
    }
    if (points.size() == capacity) {
      thin();
    }
    points.add(next);
  }

  /** Keeps the first and every second after it. */
  private void thin() {
    List<Point> kept = new ArrayList<>(capacity);
    for (int i = 0; i < points.size(); i += 2) {
      kept.add(points.get(i));
    }
    points.clear();
    points.addAll(kept);
    thinnings++;
  }

  /** How often every second point went; what was read before a change of it is to be read anew. */
  int thinnings() {
    return thinnings;
  }

  /** The points after a sequence number, oldest first; all of them after −1. */
  List<Point> since(long after) {
    int from = points.size();
    while (from > 0 && points.get(from - 1).sequence() > after) {
      from--;
    }
    return List.copyOf(points.subList(from, points.size()));
  }
}
