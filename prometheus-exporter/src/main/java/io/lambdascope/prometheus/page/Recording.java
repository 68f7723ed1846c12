package io.lambdascope.prometheus.page;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One monitor and its run so far. Safe for any thread.
 *
 * <p><b>Memory.</b> At most {@value #POINTS} points, fewer where the terms are so many that these
 * would be more than {@value #NUMBERS} numbers of 8 bytes, and at most {@value Onsets#EACH_TERM}
 * changes of each term; however long the run.
 */
public final class Recording {

  /** As many as a wide chart has pixels to show them. */
  static final int POINTS = 1200;

  /** 4 MB. */
  static final int NUMBERS = 500_000;

  /** A chart of fewer says little. */
  private static final int FEWEST_POINTS = 100;

  /** The spacing of points before the first thinning. */
  static final Duration FIRST_SPACING = Duration.ofMillis(100);

  private final SnapshotSource source;
  private final LongSupplier nanoClock;
  private final Identity identity;
  private final Columns columns;
  private final History history; // guarded by this, as is all below
  private final Onsets onsets;
  private @Nullable MonitorSnapshot kept;
  private long keptAt;
  private @Nullable MonitorSnapshot seen;
  private long movedAt;

  /**
   * What a reader gets: numbers that belong together, as the current ones are of one snapshot.
   *
   * @param identity of the monitor
   * @param columns of all points
   * @param generation see {@link History#generation}
   * @param points those asked for
   * @param current what the snapshot says for each column, whether it was kept or not
   * @param onsets changes of coefficients
   * @param state the same snapshot, for people
   */
  record View(
      Identity identity,
      Columns columns,
      int generation,
      List<Point> points,
      double[] current,
      List<Onset> onsets,
      State state) {}

  /**
   * Of a monitor.
   *
   * @param nanoClock monotonic nanoseconds, safe for any thread
   */
  Recording(SnapshotSource source, LongSupplier nanoClock) {
    this.source = source;
    this.nanoClock = nanoClock;
    MonitorSnapshot first = source.snapshot();
    this.identity = first.identity();
    this.columns = Columns.of(first.terms());
    this.history = new History(capacity(columns.all().size()));
    this.onsets = new Onsets(first.terms().size());
    this.movedAt = nanoClock.getAsLong();
  }

  private static int capacity(int numbers) {
    return Math.max(FEWEST_POINTS, Math.min(POINTS, NUMBERS / numbers));
  }

  /** Run, model and reference. */
  public Identity identity() {
    return identity;
  }

  /** Looks at the monitor, and keeps what it says where that is due. */
  synchronized void look() {
    look(source.snapshot());
  }

  /** The points after a sequence number, −1 for all, and what the monitor says now. */
  synchronized View view(long after) {
    // The source first: the view then includes all that was there when it was asked for.
    MonitorSnapshot now = source.snapshot();
    look(now);
    Duration still = Duration.ofNanos(nanoClock.getAsLong() - movedAt);
    return new View(
        identity,
        columns,
        history.generation(),
        history.since(after),
        columns.read(now),
        onsets.all(),
        State.of(now, still));
  }

  private void look(MonitorSnapshot now) {
    long nanos = nanoClock.getAsLong();
    if (seen == null || moved(seen, now)) {
      movedAt = nanos;
    }
    seen = now;
    onsets.look(now);
    if (isDue(now, nanos)) {
      history.add(columns.read(now));
      kept = now;
      keptAt = nanos;
    }
  }

  private boolean isDue(MonitorSnapshot now, long nanos) {
    if (now.progress().iteration() < 0) {
      // Nothing has been trained: there is nowhere to draw it.
      return false;
    }
    if (kept == null) {
      return true;
    }
    // The end is kept, whenever it comes; and a return to earlier iterations, which readers of
    // points are otherwise not told of.
    return moved(kept, now)
        && (now.status() != Status.ACTIVE
            || isSetBack(kept, now)
            || nanos - keptAt >= spacing().toNanos());
  }

  private static boolean isSetBack(MonitorSnapshot before, MonitorSnapshot now) {
    return now.progress().iteration() < before.progress().iteration();
  }

  private static boolean moved(MonitorSnapshot before, MonitorSnapshot now) {
    return now.samples() != before.samples()
        || now.progress().iterations() != before.progress().iterations()
        || now.status() != before.status();
  }

  /** The time from one point to the next, doubled by each thinning. */
  synchronized Duration spacing() {
    // A run of 200 years has been thinned 36 times.
    return FIRST_SPACING.multipliedBy(1L << Math.min(history.thinnings(), 40));
  }
}
