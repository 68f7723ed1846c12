package io.lambdascope.prometheus.push;

import io.lambdascope.core.snapshot.SnapshotSource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes the numbers of monitors to a Prometheus Pushgateway when training ends, for runs that are
 * over before a scrape or that nobody can reach; a run that lasts is better scraped.
 *
 * <pre>{@code
 * try (MetricsPush push = MetricsPush.to(URI.create("http://127.0.0.1:9091")).job("nightly").build();
 *     ImplicitBiasListener listener = push.watch(builder.attach(network))) {
 *   network.fit(data);
 * }
 * }</pre>
 *
 * <p>Made before the listener, so that it is closed after it: what is pushed has the last sample in
 * it, and also when training ended by an exception. Each monitor has a group of its own on the
 * gateway, by job, run, model, reference and the labels of {@link MetricsPushBuilder#grouping},
 * which a push replaces as a whole. A gateway never forgets: groups stay until they are replaced or
 * deleted, see {@link #delete} and {@link MetricsPushBuilder#deleteAtClose}.
 *
 * <p><b>Failures.</b> Nothing is thrown once it is built: a push is tried once, within {@link
 * MetricsPushBuilder#timeout}, and a failure is logged, the first as a warning. Even a gateway that
 * hangs does not hold up the end of training longer than that.
 *
 * <p><b>Threads and cost.</b> All methods from any thread. A push waits on the calling thread for a
 * daemon thread of its own; nothing runs between pushes.
 */
public final class MetricsPush implements AutoCloseable {

  /** A healthy gateway answers in milliseconds. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** The job that is told when none is. */
  public static final String DEFAULT_JOB = "lambdascope";

  private static final Logger log = LoggerFactory.getLogger(MetricsPush.class);

  private final WatchedMonitors monitors = new WatchedMonitors();
  private final Trouble trouble = new Trouble(log);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Pushgateway gateway;
  private final GroupingKey key;
  private final Duration timeout;
  private final boolean deleteAtClose;

  MetricsPush(Pushgateway gateway, GroupingKey key, Duration timeout, boolean deleteAtClose) {
    this.gateway = gateway;
    this.key = key;
    this.timeout = timeout;
    this.deleteAtClose = deleteAtClose;
  }

  /**
   * Starts a description of pushes to a gateway.
   *
   * @param gateway for example {@code http://127.0.0.1:9091}, with the prefix of its paths if it
   *     has one
   * @throws IllegalArgumentException when it is no http or https URL, or has a query, a fragment or
   *     a password in it
   */
  public static MetricsPushBuilder to(URI gateway) {
    return new MetricsPushBuilder(gateway);
  }

  /**
   * Takes a monitor in, for example a listener.
   *
   * @return the same
   * @throws IllegalStateException when one of the same run, model and reference is there already
   */
  public <S extends SnapshotSource> S watch(S monitor) {
    monitors.add(monitor);
    return monitor;
  }

  /**
   * Pushes what is known now.
   *
   * @return whether it arrived; false after {@link #close}
   */
  public boolean pushNow() {
    return !closed.get() && push();
  }

  private boolean push() {
    return attempt(
        "push to",
        () -> {
          for (var snapshot : monitors.snapshots()) {
            gateway.send(
                key.of(snapshot.identity()),
                request ->
                    request
                        .PUT(BodyPublishers.ofString(SnapshotText.of(List.of(snapshot))))
                        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8"));
          }
          return true;
        });
  }

  /**
   * Deletes the groups of the monitors.
   *
   * @return whether the gateway did
   */
  public boolean delete() {
    return attempt(
        "delete from",
        () -> {
          for (var snapshot : monitors.snapshots()) {
            gateway.send(key.of(snapshot.identity()), HttpRequest.Builder::DELETE);
          }
          return true;
        });
  }

  /** Pushes a last time, or deletes where that was asked for. Once; again is no error. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      boolean unused = deleteAtClose ? delete() : push();
    }
  }

  private boolean attempt(String what, Callable<Boolean> work) {
    try {
      return BoundedCall.run(work, timeout);
    } catch (TimeoutException e) {
      trouble.note("Could not %s %s within %s".formatted(what, gateway, timeout), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      trouble.note("Could not %s %s".formatted(what, gateway), cause);
    } catch (Throwable t) {
      // No thread could be started, for example. Training must not end by it.
      trouble.note("Could not %s %s".formatted(what, gateway), t);
    }
    return false;
  }
}
