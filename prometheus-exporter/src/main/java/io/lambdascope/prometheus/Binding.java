package io.lambdascope.prometheus;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one monitor in one registry: puts them in, refuses those that are there already,
 * takes them out again. One thread at a time.
 *
 * <p>Rationale of the two reference rules:
 *
 * <ul>
 *   <li>Micrometer holds the object behind a gauge weakly unless told otherwise, and then exports
 *       NaN after a garbage collection. For function counters there is no such switch; their
 *       function is held strongly, so here it is the function that holds the view.
 *   <li>Micrometer returns the meter that is there already when the same one is registered again,
 *       and never calls the second function. That is found out by identity: meters are equal by
 *       name and tags.
 * </ul>
 */
final class Binding {

  private final MeterRegistry registry;
  private final SnapshotView view;
  private final Set<Meter> taken = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Meter> mine = new ArrayList<>();

  Binding(MeterRegistry registry, SnapshotView view) {
    this.registry = registry;
    this.view = view;
    taken.addAll(registry.getMeters());
  }

  void gauge(
      String name,
      String description,
      @Nullable String baseUnit,
      Tags tags,
      ToDoubleFunction<MonitorSnapshot> reading) {
    keep(
        Gauge.builder(name, view, v -> reading.applyAsDouble(v.current()))
            .strongReference(true)
            .description(description)
            .baseUnit(baseUnit)
            .tags(tags)
            .register(registry));
  }

  void counter(
      String name,
      String description,
      @Nullable String baseUnit,
      Tags tags,
      ToDoubleFunction<MonitorSnapshot> reading) {
    Ratchet ratchet = new Ratchet(view, reading);
    FunctionCounter.Builder<SnapshotView> builder =
        FunctionCounter.builder(name, view, unused -> ratchet.value())
            .description(description)
            .tags(tags);
    if (baseUnit != null) {
      builder.baseUnit(baseUnit);
    }
    keep(builder.register(registry));
  }

  /** A count and the seconds of all that was counted. */
  void timer(
      String name,
      String description,
      Tags tags,
      ToDoubleFunction<MonitorSnapshot> count,
      ToDoubleFunction<MonitorSnapshot> seconds) {
    Ratchet counted = new Ratchet(view, count);
    Ratchet taken = new Ratchet(view, seconds);
    keep(
        FunctionTimer.builder(
                name,
                view,
                unused -> (long) counted.value(),
                unused -> taken.value(),
                TimeUnit.SECONDS)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  /** A series that all monitors of this registry have in common; it may be there already. */
  void common(String name, String description, Tags tags) {
    Gauge.builder(name, () -> 1).description(description).tags(tags).register(registry);
  }

  private void keep(Meter meter) {
    if (!taken.add(meter)) {
      throw new IllegalStateException(
          "the registry has a meter %s already, and would drop this second one silently"
              .formatted(meter.getId()));
    }
    mine.add(meter);
  }

  /** Takes the meters out; common series go with the last monitor. */
  void remove() {
    mine.forEach(registry::remove);
    mine.clear();
    List<Meter> common = new ArrayList<>();
    for (Meter meter : registry.getMeters()) {
      if (meter.getId().getName().equals(MetricNames.BUILD_INFO)) {
        common.add(meter);
      } else if (meter.getId().getName().startsWith(MetricNames.PREFIX)) {
        return;
      }
    }
    common.forEach(registry::remove);
  }
}
