package io.lambdascope.prometheus;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SnapshotSource;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot that the meters read, so that all numbers of one scrape belong together. Any thread.
 *
 * <p>Registries read gauges one by one. If each reading asked the source, an estimate could be
 * exported with the interval of the next one. Two ways lead out:
 *
 * <ul>
 *   <li>Who knows when a scrape begins and ends holds one fresh snapshot for it with {@link
 *       #whileFrozen}. It is held for the calling thread alone, because a registry collects on the
 *       thread that asks: scrapes neither wait for each other (a lock would be held while the
 *       answer is written to a slow client) nor change what another one sees.
 *   <li>A registry that does not call us reads whenever it likes; readings within {@link
 *       #SHARED_FOR} of the first share its snapshot. A scrape that straddles that moment still
 *       mixes two; nothing better can be done from here.
 * </ul>
 */
final class SnapshotView {

  /**
   * How long readings of a foreign registry share a snapshot: many times the milliseconds that a
   * collection takes, and less than the second that is the shortest usual scrape interval.
   */
  static final Duration SHARED_FOR = Duration.ofMillis(250);

  private final SnapshotSource source;
  private final LongSupplier nanoClock;

  // One for each view, as a thread may freeze several; removed at the end of every scrape.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<MonitorSnapshot> frozen = new ThreadLocal<>();

  private final Object lock = new Object();
  private @Nullable Shared shared; // guarded by lock

  private record Shared(MonitorSnapshot snapshot, long takenAt) {}

  SnapshotView(SnapshotSource source, LongSupplier nanoClock) {
    this.source = source;
    this.nanoClock = nanoClock;
  }

  /** The snapshot to read from. */
  MonitorSnapshot current() {
    MonitorSnapshot held = frozen.get();
    if (held != null) {
      return held;
    }
    synchronized (lock) {
      long now = nanoClock.getAsLong();
      Shared last = shared;
      if (last == null || now - last.takenAt() >= SHARED_FOR.toNanos()) {
        last = new Shared(source.snapshot(), now);
        shared = last;
      }
      return last.snapshot();
    }
  }

  /** Runs with one fresh snapshot for everything the calling thread reads meanwhile. */
  <E extends Exception> void whileFrozen(ImplicitBiasMetrics.Scrape<E> scrape) throws E {
    MonitorSnapshot before = frozen.get();
    if (before != null) {
      // A scrape within a scrape: the outer one promised one snapshot to all its readings.
      scrape.run();
      return;
    }
    frozen.set(source.snapshot());
    try {
      scrape.run();
    } finally {
      frozen.remove();
    }
  }
}
