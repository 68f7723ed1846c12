package io.lambdascope.prometheus.page;

import io.lambdascope.core.snapshot.SnapshotSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at monitors from time to time and keeps their history, on a daemon thread of its own. It
 * asks for snapshots, which are there already, and never holds up training. Any thread.
 *
 * <p><b>Cost.</b> A look takes microseconds for each monitor; ten a second at first, one a second
 * in a run of more than twenty minutes.
 */
public final class Recorder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  /** However far apart points are by then, the end of a run and a drift are noticed this soon. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final String instance = UUID.randomUUID().toString();
  private final List<Recording> recordings;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean warned = new AtomicBoolean();

  private Recorder(List<Recording> recordings) {
    this.recordings = List.copyOf(recordings);
  }

  /** Starts to look at monitors. */
  public static Recorder start(List<SnapshotSource> monitors) {
    LongSupplier clock = System::nanoTime;
    Recorder recorder =
        new Recorder(monitors.stream().map(monitor -> new Recording(monitor, clock)).toList());
    Thread thread = new Thread(recorder::record, "lambdascope-history");
    thread.setDaemon(true);
    thread.start();
    return recorder;
  }

  private void record() {
    try {
      do {
        recordings.forEach(this::look);
      } while (!closed.await(pause().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Recording recording) {
    try {
      recording.look();
    } catch (RuntimeException | Error e) {
      // Errors too: this thread looks at other monitors as well, and again a moment later.
      if (warned.compareAndSet(false, true)) {
        log.warn("Could not read a monitor for the live page. Further failures are not logged.", e);
      }
    }
  }

  /** As often as the recording with the closest points needs. */
  private Duration pause() {
    return recordings.stream()
        .map(Recording::spacing)
        .filter(spacing -> spacing.compareTo(LONGEST_PAUSE) < 0)
        .min(Comparator.naturalOrder())
        .orElse(LONGEST_PAUSE);
  }

  /** Another one for each start: a reader that meets a new one has points of another history. */
  public String instance() {
    return instance;
  }

  /** In the order of the monitors. */
  public List<Recording> recordings() {
    return recordings;
  }

  /** Stops looking; what was kept stays readable. Again is no error. */
  @Override
  public void close() {
    closed.countDown();
  }
}
