package io.lambdascope.prometheus;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import java.util.function.ToDoubleFunction;

/**
 * A count read from snapshots that never goes back and is never NaN, whatever the source says: a
 * counter that falls looks to Prometheus like a restart, and {@code rate} would add the whole count
 * again. Any thread.
 *
 * <p>When the source throws, the count stands still: a function counter that throws would fail the
 * whole scrape of a registry that is not ours.
 */
final class Ratchet {

  private final SnapshotView view;
  private final ToDoubleFunction<MonitorSnapshot> reading;
  private double highest; // guarded by this

  Ratchet(SnapshotView view, ToDoubleFunction<MonitorSnapshot> reading) {
    this.view = view;
    this.reading = reading;
  }

  double value() {
    double now;
    try {
      now = reading.applyAsDouble(view.current());
    } catch (RuntimeException e) {
      now = Double.NaN;
    }
    synchronized (this) {
      // False for NaN.
      if (now > highest && now < Double.POSITIVE_INFINITY) {
        highest = now;
      }
      return highest;
    }
  }
}
