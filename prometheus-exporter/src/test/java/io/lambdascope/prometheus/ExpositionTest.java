package io.lambdascope.prometheus;

import static io.lambdascope.prometheus.Exposition.registry;
import static io.lambdascope.prometheus.Exposition.scrape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.core.snapshot.Term;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a scrape says, family by family. */
class ExpositionTest {

  private static final String OF_RUN = "model=\"mlp\",reference=\"without_dropout\",run=\"run-1\"";
  private static final String OF_L2 =
      "{group=\"all\",model=\"mlp\",reference=\"without_dropout\",regularizer=\"l2\",run=\"run-1\"}";

  @Test
  void scrape_runningMonitor_equalsGoldenText() throws IOException {
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);

    // Version and revision change from build to build.
    String build = "version=\"%s\"".formatted(BuildInfo.read().version());
    String revision = "revision=\"%s\"".formatted(BuildInfo.read().revision());
    assertThat(
            registry
                .scrape(Exposition.OPEN_METRICS)
                .replace(build, "version=\"VERSION\"")
                .replace(revision, "revision=\"REVISION\""))
        .isEqualTo(resource("openmetrics.txt"));
  }

  @Test
  void scrape_classicText_everyFamilyHasHelpAndType() {
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    String text = registry.scrape();

    List<String> families =
        Exposition.series(text).keySet().stream()
            .map(series -> series.replaceAll("\\{.*", ""))
            .map(name -> name.replaceAll("(fit_duration_seconds)_(count|sum)$", "$1"))
            .distinct()
            .toList();

    assertThat(families).hasSize(51);
    for (String family : families) {
      assertThat(text).containsPattern("(?m)^# HELP " + family + " \\S.{10,}$");
      assertThat(text).containsPattern("(?m)^# TYPE " + family + " (gauge|counter|summary)$");
    }
  }

  @Test
  void scrape_beforeFirstIteration_countersAndReasonsAreZero() {
    Map<String, Double> series = scrape(Snapshots::empty);

    for (String reason :
        List.of(
            "queue_full",
            "not_finite",
            "zero_learning_rate",
            "foreign_model",
            "shared_gradients",
            "earlier_iteration",
            "configuration_changed",
            "incomplete_window")) {
      assertThat(series)
          .containsEntry(
              "lambdascope_samples_skipped_total{model=\"mlp\",reason=\"%s\",reference=\"without_dropout\",run=\"run-1\"}"
                  .formatted(reason),
              0.0);
    }
    for (String stage :
        List.of(
            "capture",
            "reference",
            "regularizer",
            "estimate",
            "subscriber",
            "worker",
            "record",
            "state")) {
      assertThat(series)
          .containsEntry(
              "lambdascope_sample_failures_total{model=\"mlp\",reason=\"%s\",reference=\"without_dropout\",run=\"run-1\"}"
                  .formatted(stage),
              0.0);
    }
    assertThat(series)
        .containsEntry("lambdascope_iterations_total{" + OF_RUN + "}", 0.0)
        .containsEntry("lambdascope_samples_total{" + OF_RUN + "}", 0.0)
        .containsEntry("lambdascope_worker_cpu_seconds_total{" + OF_RUN + "}", 0.0)
        .containsEntry("lambdascope_training_seconds_total{" + OF_RUN + "}", 0.0);
  }

  @Test
  void scrape_beforeFirstEstimate_unknownsAreNaN() {
    Map<String, Double> series = scrape(Snapshots::empty);

    for (String name :
        List.of("estimate", "standard_error", "ci_lower", "ci_upper", "configured")) {
      assertThat(series).containsEntry("lambdascope_lambda_" + name + OF_L2, Double.NaN);
    }
    for (String name :
        List.of(
            "confidence_ratio",
            "fit_r_squared",
            "overhead_budget_ratio",
            "fit_condition_number",
            "effective_equations",
            "design_effect",
            "training_loss",
            "deviation_norm",
            "unexplained_share",
            "reference_gradient_norm",
            "eta_curvature",
            "reference_error",
            "reference_sampling_error",
            "reference_age_iterations",
            "reference_examples",
            "reference_gradients",
            "reference_valid",
            "last_sample_timestamp_seconds")) {
      assertThat(series).containsEntry("lambdascope_" + name + "{" + OF_RUN + "}", Double.NaN);
    }
    assertThat(series).containsEntry("lambdascope_lambda_identifiable" + OF_L2, 0.0);
    for (String name :
        List.of(
            "weight_decay_equivalent", "explained_share", "drift_score", "drift_onset_iteration")) {
      assertThat(series).containsEntry("lambdascope_" + name + OF_L2, Double.NaN);
    }
    assertThat(series)
        .containsEntry("lambdascope_drift_threshold" + OF_L2, 1.0)
        .containsEntry("lambdascope_drifts_total" + OF_L2, 0.0);
    for (String cause : List.of("step_size", "mini_batch", "noise", "update_rule")) {
      for (String name : List.of("norm", "cosine", "share")) {
        assertThat(series)
            .containsEntry(
                "lambdascope_attribution_%s{cause=\"%s\",%s}".formatted(name, cause, OF_RUN),
                Double.NaN);
      }
    }
    for (String verdict : List.of("supported", "weak", "not_supported")) {
      assertThat(series)
          .containsEntry(
              "lambdascope_lambda_verdict" + OF_L2.replace("}", ",verdict=\"" + verdict + "\"}"),
              0.0);
    }
  }

  @Test
  void scrape_notIdentified_weightDecayEquivalentIsNaN() {
    Coefficient minimumNorm =
        new Coefficient(
            0.25,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            1e6,
            Identifiability.NOT_IDENTIFIED);
    assertThat(scrape(() -> Snapshots.with(minimumNorm, minimumNorm)))
        .containsEntry("lambdascope_weight_decay_equivalent" + OF_L2, Double.NaN);
    assertThat(scrape(Snapshots::running))
        .containsEntry("lambdascope_weight_decay_equivalent" + OF_L2, 0.125);
  }

  @Test
  void scrape_notIdentified_valuesAreNaNAndIdentifiableIsZero() {
    Coefficient minimumNorm =
        new Coefficient(
            0.25,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            1e6,
            Identifiability.NOT_IDENTIFIED);
    Map<String, Double> series =
        scrape(() -> Snapshots.with(minimumNorm, Snapshots.identified(2, 1, 0, 4)));

    for (String name : List.of("estimate", "standard_error", "ci_lower", "ci_upper")) {
      assertThat(series).containsEntry("lambdascope_lambda_" + name + OF_L2, Double.NaN);
    }
    assertThat(series)
        .containsEntry("lambdascope_lambda_identifiable" + OF_L2, 0.0)
        .as("the other term is not touched")
        .containsEntry(
            "lambdascope_lambda_estimate{group=\"layer_0\",model=\"mlp\",reference=\"without_dropout\",regularizer=\"l1\",run=\"run-1\"}",
            2.0);
  }

  @Test
  void scrape_identifiedWithoutBound_intervalIsInfinite() {
    Coefficient open =
        new Coefficient(
            0.25,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            1,
            Identifiability.WEAK);
    Map<String, Double> series = scrape(() -> Snapshots.with(open, open));

    assertThat(series)
        .containsEntry("lambdascope_lambda_estimate" + OF_L2, 0.25)
        .containsEntry("lambdascope_lambda_standard_error" + OF_L2, Double.POSITIVE_INFINITY)
        .containsEntry("lambdascope_lambda_ci_lower" + OF_L2, Double.NEGATIVE_INFINITY)
        .containsEntry("lambdascope_lambda_ci_upper" + OF_L2, Double.POSITIVE_INFINITY)
        .containsEntry("lambdascope_lambda_identifiable" + OF_L2, 1.0);
  }

  @Test
  void scrape_realMonitor_showsItsEstimate() {
    Monitor monitor =
        Monitor.builder(Snapshots.IDENTITY, List.of(Term.of("l2")), new CumulativeEstimator())
            .build();
    monitor.iterationDone(0, 0, 0.5, 1_000);
    // b = 2φ exactly, ‖φ‖² = 4.
    monitor.observe(
        new Observation(
            new GradientMatch(0, 100, new double[] {4}, new double[] {8}, 16),
            4,
            3,
            ReferenceQuality.EXACT));

    assertThat(scrape(monitor))
        .containsEntry("lambdascope_lambda_estimate" + OF_L2, 2.0)
        .containsEntry("lambdascope_lambda_identifiable" + OF_L2, 1.0)
        .containsEntry("lambdascope_deviation_norm{" + OF_RUN + "}", 4.0)
        .containsEntry("lambdascope_unexplained_share{" + OF_RUN + "}", 0.0)
        .containsEntry("lambdascope_reference_age_iterations{" + OF_RUN + "}", 0.0)
        .containsEntry("lambdascope_eta_curvature{" + OF_RUN + "}", Double.NaN)
        .containsEntry("lambdascope_iterations_total{" + OF_RUN + "}", 1.0);
  }

  @Test
  void bindTo_simpleRegistry_metersCarryValueDescriptionAndUnit() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);

    // The timer is two series, a count and a sum.
    assertThat(registry.getMeters()).hasSize(SeriesCount.of(2) - 1);
    assertThat(registry.getMeters())
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    assertThat(
            registry
                .get(MetricNames.LAMBDA_ESTIMATE)
                .tag(MetricNames.TAG_REGULARIZER, "l1")
                .gauge()
                .value())
        .isEqualTo(-0.5);
    assertThat(registry.get(MetricNames.MONITOR_SECONDS).functionCounter().count()).isEqualTo(3.75);
  }

  @Test
  void bindTo_anyRegistry_baseUnitsAreThese() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    Map<String, String> units = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      String unit = meter.getId().getBaseUnit();
      if (unit != null) {
        units.put(meter.getId().getName(), unit);
      }
    }

    // Micrometer does not write UNIT lines, so the golden text shows them in the names only.
    assertThat(units)
        .containsExactly(
            entry("lambdascope.confidence", "ratio"),
            entry("lambdascope.drift.onset", "iteration"),
            entry("lambdascope.fit.duration", "seconds"),
            entry("lambdascope.last.sample.timestamp", "seconds"),
            entry("lambdascope.monitor.seconds", "seconds"),
            entry("lambdascope.overhead", "ratio"),
            entry("lambdascope.overhead.budget", "ratio"),
            entry("lambdascope.reference.age", "iterations"),
            entry("lambdascope.stride", "iterations"),
            entry("lambdascope.training.seconds", "seconds"),
            entry("lambdascope.worker.cpu.seconds", "seconds"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ExpositionTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
