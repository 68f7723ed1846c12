package io.lambdascope.prometheus;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.IdentityHashMap;
import java.util.function.LongSupplier;

/**
 * The numbers of one monitor as Micrometer meters, named in {@link MetricNames}.
 *
 * <p>Every series carries the tags {@code run}, {@code model} and {@code reference}, those of a
 * coefficient also {@code regularizer} and {@code group}; all are fixed when bound, so the number
 * of series is too, {@link io.lambdascope.core.snapshot.SeriesCount}. Monitors that differ in run,
 * model or reference live side by side in one registry.
 *
 * <p><b>Not known is NaN.</b> Before the first observation, and for a coefficient that is not
 * identified, the estimate, its standard error and its interval are NaN, which Prometheus stores
 * and Grafana draws as a gap; {@code identifiable} is 0 then. An identified coefficient whose
 * interval has no end exports that end as an infinity. Counters are never NaN and never fall.
 *
 * <p><b>Threads and cost.</b> Any thread. Nothing runs but when a registry reads; a reading costs
 * at most one {@link SnapshotSource#snapshot()}. Readings within a quarter of a second share one
 * snapshot, and {@link #whileFrozen} guarantees one for a whole scrape.
 *
 * <pre>{@code
 * ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(listener);
 * metrics.bindTo(registry);
 * ...
 * metrics.close(); // takes the series out of the registry
 * }</pre>
 */
public final class ImplicitBiasMetrics implements MeterBinder, AutoCloseable {

  // Looking for a meter and registering it are two steps; two threads that bind at once must not
  // both find nothing. Binding is rare, so one lock serves all registries.
  private static final Object BINDING = new Object();

  private final SnapshotSource source;
  private final SnapshotView view;
  private final IdentityHashMap<MeterRegistry, Binding> bindings =
      new IdentityHashMap<>(); // guarded by BINDING
  private boolean closed; // guarded by BINDING

  /**
   * What {@link #whileFrozen} runs.
   *
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Scrape<E extends Exception> {
    /** Reads the meters, on the calling thread. */
    void run() throws E;
  }

  /**
   * Meters over a source; they appear in no registry before {@link #bindTo}.
   *
   * @param source for example a listener; held until the meters are removed
   */
  public ImplicitBiasMetrics(SnapshotSource source) {
    this(source, System::nanoTime);
  }

  /**
   * Meters over a source, with another clock to tell when a shared snapshot is too old.
   *
   * @param nanoClock monotonic nanoseconds, safe for any thread
   */
  public ImplicitBiasMetrics(SnapshotSource source, LongSupplier nanoClock) {
    this.source = source;
    this.view = new SnapshotView(source, nanoClock);
  }

  /** What the meters read from. */
  public SnapshotSource source() {
    return source;
  }

  /**
   * Registers the meters. A composite registry and its parts count as different registries: bind to
   * one of them only.
   *
   * @throws IllegalStateException when this object is closed, when it or a monitor with the same
   *     run, model and reference is bound to the registry already, or when a meter filter of the
   *     registry drops the tags that tell two of the meters apart; nothing is registered then
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    MonitorSnapshot first = source.snapshot();
    Identity identity = first.identity();
    synchronized (BINDING) {
      if (closed) {
        throw new IllegalStateException(
            "these metrics are closed; make new ones over the same source");
      }
      if (bindings.containsKey(registry)) {
        throw new IllegalStateException(
            "these metrics are bound to this registry already; bind them once");
      }
      Binding binding = new Binding(registry, view);
      try {
        MonitorMeters.register(binding, first);
      } catch (IllegalStateException e) {
        binding.remove();
        throw new IllegalStateException(
            ("cannot bind the monitor of run \"%s\", model \"%s\", reference \"%s\": %s. Give each"
                    + " monitor its own run, model or reference, or close() the metrics of the"
                    + " other one; if there is no other one, let no meter filter drop tags of %s*")
                .formatted(
                    identity.run(),
                    identity.model(),
                    identity.reference(),
                    e.getMessage(),
                    MetricNames.PREFIX),
            e);
      }
      bindings.put(registry, binding);
    }
  }

  /**
   * Takes one fresh snapshot and lets all that the calling thread reads from these meters meanwhile
   * come from it: a scrape whose numbers belong together. Scrapes of other threads are not held up.
   *
   * @throws E what {@code scrape} throws
   */
  public <E extends Exception> void whileFrozen(Scrape<E> scrape) throws E {
    view.whileFrozen(scrape);
  }

  /** Removes the meters from every registry they were bound to. Again is no error. */
  @Override
  public void close() {
    synchronized (BINDING) {
      closed = true;
      bindings.values().forEach(Binding::remove);
      bindings.clear();
    }
  }
}
