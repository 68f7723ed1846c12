package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.prometheus.http.MetricsServer;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every query of the dashboards against a real Prometheus, and that a broken one is found. */
class DashboardQueriesTest {

  private static final Duration PAST = Duration.ofMinutes(2);

  @TempDir private static @Nullable Path directory;
  private static @Nullable MetricsServer server;
  private static @Nullable PrometheusProcess prometheus;

  @BeforeAll
  static void scrapeTwoRuns() throws IOException {
    PrometheusProcess.require();
    Path rules = Files.writeString(directory().resolve("rules.yml"), AN_ALERT);
    ScriptedRun one = new ScriptedRun("run-1");
    ScriptedRun other = new ScriptedRun("run-2");
    server = MetricsServer.builder().monitor(one).monitor(other).port(0).start();
    prometheus =
        PrometheusProcess.start(
            directory(),
            PrometheusProcess.scraping(server.url()) + "rule_files: [\"" + rules + "\"]\n");
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(
            () -> {
              // One step for each that Prometheus has seen.
              if (hasSeen(one) && hasSeen(other)) {
                one.step();
                other.step();
              }
              return hasEverything();
            });
  }

  private static boolean hasSeen(ScriptedRun run) {
    MonitorSnapshot now = run.snapshot();
    return has(
        "lambdascope_iterations_total{run=\"%s\"} == %d"
            .formatted(now.identity().run(), now.progress().iterations()));
  }

  private static boolean hasEverything() {
    return List.of("restarts_total", "drifts_total", "samples_skipped_total").stream()
            .allMatch(counter -> has("increase(lambdascope_%s[1m]) > 0".formatted(counter)))
        && has("ALERTS{alertname=~\"Lambdascope.*\", alertstate=\"firing\"}");
  }

  private static final String AN_ALERT =
      """
      groups:
        - name: scripted
          rules:
            - alert: LambdascopeScripted
              expr: lambdascope_restarts_total > 0
      """;

  private static boolean has(String query) {
    return !prometheus().query(query).isEmpty();
  }

  private static Path directory() {
    return Objects.requireNonNull(directory);
  }

  private static PrometheusProcess prometheus() {
    return Objects.requireNonNull(prometheus);
  }

  @AfterAll
  static void end() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static List<String> problems(JsonNode dashboard) {
    return DashboardQueries.problems(dashboard, prometheus(), Map.of(), PAST);
  }

  @Test
  void queries_ofOurDashboards_allShowData() throws IOException {
    for (JsonNode dashboard : Sources.dashboards()) {
      assertThat(problems(dashboard)).as(dashboard.path("title").asText()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max(lambdascope_training_loss{ | max(lambdascope_trainig_loss{ | panel \"Training loss\": no data",
        "by (regularizer) (lambdascope_drift_score{ | by (regulariser) (lambdascope_drift_score{ | no label regularizer",
        "max(lambdascope_eta_curvature{ | max((lambdascope_eta_curvature{ | parse error",
        "\"options\":\"budget\" | \"options\":\"Budget\" | an override speaks of \"Budget\"",
        "fillBelowTo\",\"value\":\"lower\" | fillBelowTo\",\"value\":\"low\" | speaks of \"low\"",
        "\"legendFormat\":\"lower\" | \"legendFormat\":\"upper\" | several series are called upper",
        "max(lambdascope_fit_r_squared{ | (lambdascope_fit_r_squared{regularizer=\\\"l2\\\", | panel \"R²\": no data",
        "max(lambdascope_training_loss{job=~\\\"$job\\\", instance=~\\\"$instance\\\", run=\\\"$run\\\", | (lambdascope_training_loss{ | several series are called loss",
        "max(lambdascope_queue_depth{ | max(0 / 0 * lambdascope_queue_depth{ | panel \"Queue\": all of it is NaN",
        "cause) (lambdascope_attribution_cosine{job=~\\\"$job\\\" | cause) (lambdascope_attribution_cosine{job=~\\\"$jobs\\\" | nothing to put for [$jobs]",
        "label_values(lambdascope_training_loss, job) | label_values(lambdascope_los, job) | variable job: no value",
        "Drift of {{regularizer}} | Drift of {{term}} | no label term for \"Drift of {{term}}\"",
        "\"tagKeys\":\"run\" | \"tagKeys\":\"runs\" | no label runs for a tag",
        "increase(lambdascope_restarts_total{ | increase(lambdascope_restart_total{ | annotation \"Restarts\": no data",
        "\"group\":\"Group\" | \"groups\":\"Group\" | renameByName speaks of a column groups",
        "\"repeat\":\"regularizer\" | \"repeat\":\"term\" | repeated for no value of term",
      })
  void queries_plantedError_isFound(String right, String wrong, String problem) throws IOException {
    String json = Sources.dashboard().toString();
    assertThat(json).contains(right);

    JsonNode broken = new ObjectMapper().readTree(json.replace(right, wrong));

    assertThat(problems(broken)).anyMatch(found -> found.contains(problem));
  }

  @Test
  void queries_ofARunThatIsNotThere_isFound() throws IOException {
    assertThat(
            DashboardQueries.problems(
                Sources.dashboard(), prometheus(), Map.of("run", "run-3"), PAST))
        .anyMatch(found -> found.contains("there are only [run-1, run-2]"));
  }
}
