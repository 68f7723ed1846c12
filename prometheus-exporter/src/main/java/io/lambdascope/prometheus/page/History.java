package io.lambdascope.prometheus.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole run in a bounded number of points, of iterations that increase. When it is full every
 * second point goes, so that what is left is of even resolution from the beginning; whoever adds is
 * then to add half as often ({@link #thinnings}). When training is set back to an earlier
 * iteration, by a restored checkpoint, the points from there on go: they are of a course that was
 * given up, and the run is the one that goes on. Single-threaded: guarded by its {@link Recording}.
 */
final class History {

  private final int capacity;
  private final List<Point> points = new ArrayList<>();
  private long sequence;
  private int thinnings;
  private int setBacks;

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
   * more of the same step by then. One of an earlier iteration takes the place of all from there
   * on.
   */
  void add(double[] values) {
    Point next = new Point(sequence++, values);
    int last = points.size() - 1;
    if (last >= 0 && next.iteration() == points.get(last).iteration()) {
      points.set(last, next);
      return;
    }
    if (last >= 0 && next.iteration() < points.get(last).iteration()) {
      points.removeIf(point -> point.iteration() >= next.iteration());
      setBacks++;
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

  /** How often every second point went. */
  int thinnings() {
    return thinnings;
  }

  /**
   * How often points that may have been read went; after a change of it all are to be read anew.
   */
  int generation() {
    return thinnings + setBacks;
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
