package io.lambdascope.prometheus;

import static io.lambdascope.prometheus.Exposition.registry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Workload;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** That numbers read together belong together, and that counters only rise. */
class SnapshotViewTest {

  /** A new state at every look: one torn reading shows. */
  private final AtomicLong looks = new AtomicLong();

  private final SnapshotSource restless = () -> Snapshots.numbered(looks.incrementAndGet());
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void scrape_foreignRegistryWithinSharedTime_isOneSnapshot() {
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(restless, nanos::get).bindTo(registry);

    double first = onlyState(registry);
    nanos.addAndGet(SnapshotView.SHARED_FOR.toNanos() - 1);
    assertThat(onlyState(registry)).isEqualTo(first);
    nanos.addAndGet(1);
    assertThat(onlyState(registry)).isEqualTo(first + 1);
  }

  @Test
  void scrape_clockThatWrapsAround_stillRefreshes() {
    nanos.set(Long.MAX_VALUE);
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(restless, nanos::get).bindTo(registry);

    double first = onlyState(registry);
    nanos.addAndGet(SnapshotView.SHARED_FOR.toNanos());
    assertThat(onlyState(registry)).isEqualTo(first + 1);
  }

  @Test
  void whileFrozen_sharedTimeZero_isOneFreshSnapshotEachTime() {
    PrometheusMeterRegistry registry = registry();
    // This clock leaps at every reading: outside of whileFrozen every look would be a new state.
    ImplicitBiasMetrics metrics =
        new ImplicitBiasMetrics(restless, () -> nanos.addAndGet(SnapshotView.SHARED_FOR.toNanos()));
    metrics.bindTo(registry);

    AtomicReference<Double> last = new AtomicReference<>(0.0);
    for (int i = 0; i < 10; i++) {
      metrics.whileFrozen(
          () -> {
            double state = onlyState(registry);
            assertThat(state).isGreaterThan(last.get());
            last.set(state);
            metrics.whileFrozen(() -> assertThat(onlyState(registry)).isEqualTo(state));
            assertThat(onlyState(registry)).isEqualTo(state);
          });
    }
  }

  @Test
  void whileFrozen_writerThread_intervalBelongsToEstimate() {
    AtomicReference<MonitorSnapshot> published = new AtomicReference<>(Snapshots.numbered(1));
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (long n = 2; !stop.get(); n++) {
                published.set(Snapshots.numbered(n));
              }
            });
    PrometheusMeterRegistry registry = registry();
    ImplicitBiasMetrics metrics =
        new ImplicitBiasMetrics(
            published::get, () -> nanos.addAndGet(SnapshotView.SHARED_FOR.toNanos()));
    metrics.bindTo(registry);
    try {
      for (int i = 0; i < 300; i++) {
        metrics.whileFrozen(() -> onlyState(registry));
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void whileFrozen_otherThread_isNotHeldUpNorFrozen() {
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(restless, nanos::get);
    PrometheusMeterRegistry registry = registry();
    metrics.bindTo(registry);

    metrics.whileFrozen(
        () -> {
          double here = onlyState(registry);
          double there =
              CompletableFuture.supplyAsync(
                      () -> {
                        double[] state = {0};
                        metrics.whileFrozen(() -> state[0] = onlyState(registry));
                        return state[0];
                      })
                  .join();
          assertThat(there).isGreaterThan(here);
        });
  }

  @Test
  void whileFrozen_scrapeThrows_isThawed() {
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(restless, nanos::get);
    PrometheusMeterRegistry registry = registry();
    metrics.bindTo(registry);
    AtomicReference<Double> frozen = new AtomicReference<>();

    assertThatThrownBy(
            () ->
                metrics.whileFrozen(
                    () -> {
                      frozen.set(onlyState(registry));
                      throw new IllegalArgumentException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(onlyState(registry)).isNotEqualTo(frozen.get());
  }

  @Test
  void counter_sourceFallsOrIsNotFinite_standsStill() {
    AtomicReference<Double> seconds = new AtomicReference<>(5.0);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ImplicitBiasMetrics(
            () -> withMonitorSeconds(seconds.get()),
            () -> nanos.addAndGet(SnapshotView.SHARED_FOR.toNanos()))
        .bindTo(registry);

    assertThat(monitorSeconds(registry)).isEqualTo(5.0);
    for (double bad :
        new double[] {4.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      seconds.set(bad);
      assertThat(monitorSeconds(registry)).as("after %s", bad).isEqualTo(5.0);
    }
    seconds.set(6.0);
    assertThat(monitorSeconds(registry)).isEqualTo(6.0);
  }

  @Test
  void counter_sourceThrows_standsStill() {
    AtomicBoolean broken = new AtomicBoolean();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ImplicitBiasMetrics(
            () -> {
              if (broken.get()) {
                throw new IllegalArgumentException("on purpose");
              }
              return withMonitorSeconds(5);
            },
            () -> nanos.addAndGet(SnapshotView.SHARED_FOR.toNanos()))
        .bindTo(registry);

    assertThat(monitorSeconds(registry)).isEqualTo(5.0);
    broken.set(true);
    assertThat(monitorSeconds(registry)).isEqualTo(5.0);
  }

  private static double monitorSeconds(MeterRegistry registry) {
    return registry.get(MetricNames.MONITOR_SECONDS).functionCounter().count();
  }

  private static MonitorSnapshot withMonitorSeconds(double seconds) {
    MonitorSnapshot s = Snapshots.running();
    return new MonitorSnapshot(
        s.identity(),
        s.terms(),
        s.status(),
        s.progress(),
        s.samples(),
        s.latest(),
        s.skips(),
        s.failures(),
        new Workload(seconds, 60, 0, 8, 4));
  }

  /** Reads everything, and fails unless all of it is of one state of {@link Snapshots#numbered}. */
  private static double onlyState(PrometheusMeterRegistry registry) {
    return onlyState(registry.scrape());
  }

  /** The one state that a scrape is of. */
  static double onlyState(String text) {
    var series = Exposition.series(text);
    double state = valueOf(series.entrySet(), "lambdascope_training_loss");
    for (var entry : series.entrySet()) {
      double expected =
          switch (entry.getKey().replaceAll("\\{.*", "")) {
            case "lambdascope_lambda_estimate",
                "lambdascope_lambda_standard_error",
                "lambdascope_iterations_total",
                "lambdascope_samples_total" ->
                state;
            case "lambdascope_lambda_ci_lower" -> state - 0.5;
            case "lambdascope_lambda_ci_upper" -> state + 0.5;
            default -> entry.getValue();
          };
      // Boxed, so that NaN equals NaN.
      assertThat(entry.getValue()).as(entry.getKey()).isEqualTo(Double.valueOf(expected));
    }
    return state;
  }

  private static double valueOf(Collection<Map.Entry<String, Double>> series, String name) {
    return series.stream()
        .filter(entry -> entry.getKey().startsWith(name + "{"))
        .findAny()
        .orElseThrow()
        .getValue();
  }
}
