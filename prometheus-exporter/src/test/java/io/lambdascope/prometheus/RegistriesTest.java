package io.lambdascope.prometheus;

import static io.lambdascope.prometheus.Exposition.registry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Term;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several monitors in a registry, and registries of other kinds. */
class RegistriesTest {

  private static final String SAMPLES =
      "lambdascope_samples_total{model=\"%s\",reference=\"%s\",run=\"%s\"}";

  @Test
  void bindTo_differingInOneNameOnly_allLiveSideBySideAndNothingIsLeft() {
    PrometheusMeterRegistry registry = registry();
    List<ImplicitBiasMetrics> all = new ArrayList<>();
    for (Identity identity :
        List.of(
            new Identity("b", "x", "x"),
            new Identity("x", "b", "x"),
            new Identity("x", "x", "b"))) {
      ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(() -> Snapshots.empty(identity));
      metrics.bindTo(registry);
      all.add(metrics);
    }

    assertThat(Exposition.series(registry.scrape()))
        .hasSize(3 * (SeriesCount.of(2) - 1) + 1)
        .containsKey(SAMPLES.formatted("x", "x", "b"))
        .containsKey(SAMPLES.formatted("b", "x", "x"))
        .containsKey(SAMPLES.formatted("x", "b", "x"));

    all.get(1).close();
    assertThat(Exposition.series(registry.scrape()))
        .hasSize(2 * (SeriesCount.of(2) - 1) + 1)
        .doesNotContainKey(SAMPLES.formatted("b", "x", "x"));
    all.forEach(ImplicitBiasMetrics::close);
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void bindTo_inPlaceOfAnotherMonitor_countsFromItsOwnBeginning() {
    PrometheusMeterRegistry registry = registry();
    ImplicitBiasMetrics before = new ImplicitBiasMetrics(Snapshots::running);
    before.bindTo(registry);
    String samples = SAMPLES.formatted("mlp", "without_dropout", "run-1");
    assertThat(Exposition.series(registry.scrape())).containsEntry(samples, 97.0);

    before.close();
    new ImplicitBiasMetrics(Snapshots::empty).bindTo(registry);

    assertThat(Exposition.series(registry.scrape()))
        .hasSize(SeriesCount.of(2))
        .containsEntry(samples, 0.0);
  }

  /** A second thread begins when the first is in the middle of it, and must wait. */
  @Test
  void bindTo_fromASecondThreadMeanwhile_waitsAndIsRefused() throws InterruptedException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Thread second =
        new Thread(
            () -> {
              try {
                new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
              } catch (IllegalStateException e) {
                refused.set(e);
              }
            });
    AtomicBoolean begun = new AtomicBoolean();
    registry
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                if (begun.compareAndSet(false, true)) {
                  second.start();
                  await()
                      .until(() -> !second.isAlive() || second.getState() == Thread.State.BLOCKED);
                }
                return id;
              }
            });

    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    second.join();

    assertThat(refused.get()).isInstanceOf(IllegalStateException.class);
    assertThat(registry.getMeters()).hasSize(SeriesCount.of(2) - 1);
  }

  @Test
  void bindTo_composite_allPartsHaveAllAndLoseAll() {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    PrometheusMeterRegistry prometheus = registry();
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(simple);
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(Snapshots::running);
    metrics.bindTo(composite);
    composite.add(prometheus); // later, as applications do

    assertThat(simple.getMeters()).hasSize(SeriesCount.of(2) - 1);
    assertThat(simple.get(MetricNames.SAMPLES).functionCounter().count()).isEqualTo(97);
    assertThat(Exposition.series(prometheus.scrape()))
        .isEqualTo(Exposition.scrape(Snapshots::running));

    metrics.close();
    assertThat(composite.getMeters()).isEmpty();
    assertThat(simple.getMeters()).isEmpty();
    assertThat(prometheus.scrape()).isEmpty();
  }

  @Test
  void bindTo_composite_keepsTheSourceUntilClosedAndNoLonger() {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(simple);
    SnapshotSource[] source = {new Source()};
    WeakReference<SnapshotSource> watched = new WeakReference<>(source[0]);
    ImplicitBiasMetrics[] metrics = {new ImplicitBiasMetrics(source[0])};
    metrics[0].bindTo(composite);
    source[0] = null;

    Garbage.collect();
    assertThat(simple.get(MetricNames.TRAINING_LOSS).gauge().value()).isEqualTo(0.75);
    assertThat(simple.get(MetricNames.FIT_DURATION).functionTimer().count()).isEqualTo(95);

    metrics[0].close();
    metrics[0] = null;
    Garbage.collect();
    assertThat(watched.get()).as("nobody holds it any more").isNull();
  }

  /** Not a lambda that captures nothing, which lives as long as its class. */
  private static final class Source implements SnapshotSource {
    @Override
    public MonitorSnapshot snapshot() {
      return Snapshots.running();
    }
  }

  @Test
  void bindTo_commonTags_areOnEverySeries() {
    PrometheusMeterRegistry registry = registry();
    registry.config().commonTags("application", "trainer");
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);

    assertThat(Exposition.series(registry.scrape()))
        .hasSize(SeriesCount.of(2))
        .allSatisfy((series, value) -> assertThat(series).contains("application=\"trainer\""));
  }

  @Test
  void bindTo_filterDeniesAllOrSome_restIsExportedAndTakenOut() {
    SimpleMeterRegistry none = new SimpleMeterRegistry();
    none.config().meterFilter(MeterFilter.denyNameStartsWith(MetricNames.PREFIX));
    SimpleMeterRegistry some = new SimpleMeterRegistry();
    some.config()
        .meterFilter(MeterFilter.acceptNameStartsWith("lambdascope.lambda"))
        .meterFilter(MeterFilter.deny());
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(Snapshots::running);
    metrics.bindTo(none);
    metrics.bindTo(some);

    assertThat(none.getMeters()).isEmpty();
    assertThat(some.getMeters())
        .isNotEmpty()
        .extracting(meter -> meter.getId().getName())
        .allSatisfy(name -> assertThat(name).startsWith("lambdascope.lambda."));
    metrics.close();
    assertThat(some.getMeters()).isEmpty();
  }

  /** What a user is told before a run, by the report of the check, is what is exported. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 128})
  void scrape_anyNumberOfTerms_isAsManySeriesAsTold(int terms) {
    List<Term> all = IntStream.range(0, terms).mapToObj(i -> new Term("l2", "layer " + i)).toList();
    MonitorSnapshot empty = Snapshots.empty();
    MonitorSnapshot snapshot =
        new MonitorSnapshot(
            empty.identity(),
            all,
            empty.status(),
            empty.progress(),
            empty.samples(),
            empty.latest(),
            empty.skips(),
            empty.failures(),
            empty.workload());
    assertThat(Exposition.scrape(() -> snapshot)).hasSize(SeriesCount.of(terms));
  }

  @Test
  void scrape_anyMonitor_labelsAreTheseAndNoOthers() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    Map<String, Long> labels =
        registry.getMeters().stream()
            .map(Meter::getId)
            .flatMap(id -> id.getTags().stream())
            .collect(
                Collectors.groupingBy(
                    Tag::getKey,
                    TreeMap::new,
                    Collectors.mapping(
                        Tag::getValue,
                        Collectors.collectingAndThen(
                            Collectors.toSet(), set -> (long) set.size()))));
    // How many values each has: those of closed enums, of the terms, and one for each monitor.
    assertThat(labels)
        .containsOnly(
            entry("run", 1L),
            entry("model", 1L),
            entry("reference", 1L),
            entry("regularizer", 2L),
            entry("group", 2L),
            entry("verdict", 3L),
            entry("cause", 4L),
            entry("reason", 16L),
            entry("status", 3L),
            entry("data", 1L),
            entry("backend", 1L),
            entry("dl4j", 1L),
            entry("version", 1L),
            entry("revision", 1L));
  }
}
