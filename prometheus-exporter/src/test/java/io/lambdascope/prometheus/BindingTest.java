package io.lambdascope.prometheus;

import static io.lambdascope.prometheus.Exposition.registry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Term;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may be in which registry, and for how long. */
class BindingTest {

  private static final Identity OTHER = new Identity("run-2", "mlp", "without_dropout");

  @Test
  void bindTo_sameRegistryTwice_isRefused() {
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(Snapshots::running);
    PrometheusMeterRegistry registry = registry();
    metrics.bindTo(registry);

    assertThatThrownBy(() -> metrics.bindTo(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bind them once");
  }

  @Test
  void bindTo_sameIdentityTwice_isRefusedAndFirstStays() {
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    List<Meter> before = registry.getMeters();

    assertThatThrownBy(() -> new ImplicitBiasMetrics(Snapshots::empty).bindTo(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run \"run-1\", model \"mlp\", reference \"without_dropout\"")
        .hasMessageContaining("its own run, model or reference, or close()");
    assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(Exposition.series(registry.scrape())).containsValue(-0.5);
  }

  @Test
  void bindTo_sameIdentityOtherTerms_leavesNothingOfTheSecond() {
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    MonitorSnapshot s = Snapshots.empty();
    MonitorSnapshot otherTerms =
        new MonitorSnapshot(
            s.identity(),
            List.of(Term.of("l4")),
            s.status(),
            s.progress(),
            s.samples(),
            s.latest(),
            s.skips(),
            s.failures(),
            s.workload());

    assertThatThrownBy(() -> new ImplicitBiasMetrics(() -> otherTerms).bindTo(registry))
        .isInstanceOf(IllegalStateException.class);
    assertThat(registry.scrape()).doesNotContain("\"l4\"");
  }

  @Test
  void bindTo_otherIdentity_bothAreExported() {
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    new ImplicitBiasMetrics(() -> Snapshots.empty(OTHER)).bindTo(registry);

    Map<String, Double> series = Exposition.series(registry.scrape());

    assertThat(series).hasSize(2 * (SeriesCount.of(2) - 1) + 1);
    assertThat(series)
        .containsEntry(
            "lambdascope_samples_total{model=\"mlp\",reference=\"without_dropout\",run=\"run-1\"}",
            97.0)
        .containsEntry(
            "lambdascope_samples_total{model=\"mlp\",reference=\"without_dropout\",run=\"run-2\"}",
            0.0);
  }

  @Test
  void bindTo_filterDropsTheTagThatTellsTermsApart_isRefused() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry.config().meterFilter(MeterFilter.ignoreTags(MetricNames.TAG_REGULARIZER, "group"));

    assertThatThrownBy(() -> new ImplicitBiasMetrics(Snapshots::running).bindTo(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("let no meter filter drop tags");
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void bindTo_filtersThatRenameTagAndDeny_stillRefusesTheSecondAndClosesTheFirst() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("acme.lambdascope.queue"));
    registry
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                return id.withName("acme." + id.getName()).withTags(Tags.of("team", "a"));
              }
            });
    ImplicitBiasMetrics first = new ImplicitBiasMetrics(Snapshots::running);
    first.bindTo(registry);

    assertThat(registry.find("acme.lambdascope.samples").tag("team", "a").meter()).isNotNull();
    assertThatThrownBy(() -> new ImplicitBiasMetrics(Snapshots::running).bindTo(registry))
        .isInstanceOf(IllegalStateException.class);

    first.close();
    assertThat(registry.find("acme.lambdascope.samples").meter()).isNull();
  }

  @Test
  void close_boundToTwoRegistries_leavesNoSeriesInEither() {
    PrometheusMeterRegistry one = registry();
    SimpleMeterRegistry two = new SimpleMeterRegistry();
    two.counter("somebody.elses").increment();
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(Snapshots::running);
    metrics.bindTo(one);
    metrics.bindTo(two);

    metrics.close();
    metrics.close();

    assertThat(one.scrape()).isEmpty();
    assertThat(two.getMeters())
        .singleElement()
        .satisfies(meter -> assertThat(meter.getId().getName()).isEqualTo("somebody.elses"));
  }

  @Test
  void close_oneOfTwo_otherAndBuildInfoStayUntilItCloses() {
    PrometheusMeterRegistry registry = registry();
    ImplicitBiasMetrics first = new ImplicitBiasMetrics(Snapshots::running);
    ImplicitBiasMetrics second = new ImplicitBiasMetrics(() -> Snapshots.empty(OTHER));
    first.bindTo(registry);
    second.bindTo(registry);

    first.close();

    assertThat(registry.scrape())
        .doesNotContain("run-1")
        .contains("run-2")
        .contains("lambdascope_build_info{");

    second.close();
    assertThat(registry.scrape()).isEmpty();
  }

  @Test
  void close_thenSameIdentityAgain_isAccepted() {
    PrometheusMeterRegistry registry = registry();
    ImplicitBiasMetrics first = new ImplicitBiasMetrics(Snapshots::empty);
    first.bindTo(registry);
    first.close();

    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);

    assertThat(Exposition.series(registry.scrape())).containsValue(97.0);
    assertThatThrownBy(() -> first.bindTo(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("make new ones");
  }

  /** One kind of meter alone, because either would hold the source for the other. */
  @ParameterizedTest
  @EnumSource(
      value = Meter.Type.class,
      names = {"GAUGE", "COUNTER"})
  void scrape_afterGarbageCollection_nothingTurnsNaNOrStandsStill(Meter.Type only) {
    PrometheusMeterRegistry registry = registry();
    registry
        .config()
        .meterFilter(MeterFilter.deny(id -> id.getType() != only))
        // Its value is constant.
        .meterFilter(MeterFilter.denyNameStartsWith(MetricNames.BUILD_INFO));
    long[] state = {1};
    long[] nanos = {0};
    WeakReference<SnapshotSource> source = bindAndForget(registry, state, nanos);
    Garbage.collect();

    // What nobody else holds is still there, and still read.
    assertThat(source.get()).isNotNull();
    state[0] = 7;
    nanos[0] += SnapshotView.SHARED_FOR.toNanos();
    String name =
        only == Meter.Type.GAUGE ? "lambdascope_training_loss" : "lambdascope_iterations_total";
    assertThat(Exposition.series(registry.scrape()))
        .containsEntry(name + "{model=\"mlp\",reference=\"without_dropout\",run=\"run-1\"}", 7.0);
  }

  private static WeakReference<SnapshotSource> bindAndForget(
      PrometheusMeterRegistry registry, long[] state, long[] nanos) {
    SnapshotSource source = () -> Snapshots.numbered(state[0]);
    new ImplicitBiasMetrics(source, () -> nanos[0]).bindTo(registry);
    return new WeakReference<>(source);
  }
}
