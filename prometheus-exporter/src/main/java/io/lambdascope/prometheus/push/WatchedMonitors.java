package io.lambdascope.prometheus.push;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SnapshotSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The monitors whose numbers go out together. Any thread. */
final class WatchedMonitors {

  private final List<SnapshotSource> sources = new CopyOnWriteArrayList<>();

  /**
   * Adds one.
   *
   * @throws IllegalStateException when one of the same run, model and reference is there
   */
  synchronized void add(SnapshotSource source) {
    Identity identity = source.snapshot().identity();
    for (SnapshotSource other : sources) {
      if (other.snapshot().identity().equals(identity)) {
        throw new IllegalStateException(
            ("a monitor of run \"%s\", model \"%s\", reference \"%s\" is there already, and their"
                    + " numbers could not be told apart; give each its own run, model or reference")
                .formatted(identity.run(), identity.model(), identity.reference()));
      }
    }
    sources.add(source);
  }

  /**
   * One snapshot of each, in the order in which they were added.
   *
   * @throws IllegalStateException when there is none
   */
  List<MonitorSnapshot> snapshots() {
    if (sources.isEmpty()) {
      throw new IllegalStateException("no monitor is watched; call watch(listener)");
    }
    return sources.stream().map(SnapshotSource::snapshot).toList();
  }
}
