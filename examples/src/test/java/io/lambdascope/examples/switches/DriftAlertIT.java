package io.lambdascope.examples.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.grafana.DashboardQueries;
import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the weights to the one who is called: real trainings, a real Prometheus with the rules as
 * they are shipped, a real Alertmanager; and what the dashboards show of it.
 */
class DriftAlertIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Iterations between two looks of Prometheus: a drift lasts for a hundred. */
  private static final int STEP = 20;

  private static final int RULES = 18;

  private static final String RUNBOOKS =
      "https://github.com/lambdascope/lambdascope/blob/main/docs/runbooks/";

  private static final String TWO = "run=~\"switched|steady\"";

  /** How many series have a value. */
  private static final String COUNT = "count(lambdascope_%s_total{%s} == %d)";

  private static final String CLOSED =
      "lambdascope_monitor_status{job=\"ended\", status=\"closed\"}";

  /** Firing; pending it may be for the second in which monitors are restarted. */
  private static final String TARGET_DOWN =
      "alertname=\"LambdascopeTargetDown\", alertstate=\"firing\"";

  @TempDir Path directory;

  @Test
  void switchOfDropout_raisesTheAlert_andASteadyRunDoesNot() throws Exception {
    AlertingSetup.require();
    try (WatchedRuns runs = new WatchedRuns(directory);
        Targets targets = new Targets(runs);
        AlertingSetup alerting =
            AlertingSetup.start(directory, targets.ofRuns(), targets.ofEnded())) {
      eventually(() -> assertThat(alerting.value("count(up == 1)")).isEqualTo(2));
      checkConfiguration(alerting);
      // As a run ends in order: the listener first, and a scrape that sees it.
      targets.endInOrder();
      eventually(() -> assertThat(alerting.value(CLOSED)).isEqualTo(1));

      // Before the switch, in two lives of the monitors.
      trainAndScrape(runs, alerting, Scenario.WATCHED / 2);
      runs.restartMonitors();
      targets.serveAnew(runs);
      trainAndScrape(runs, alerting, Scenario.WATCHED / 2);
      assertThat(alerting.value("min(lambdascope_restarts_total{job=\"lambdascope\"})"))
          .isEqualTo(1);
      assertThat(alerting.everAlerted(TWO, "alertname")).isEmpty();
      int switchedAt = runs.iteration();
      runs.change();
      trainAndScrape(runs, alerting, Scenario.WATCHED);

      alertArrives(alerting, switchedAt);
      onlyTheSwitchedRunAlerted(alerting);
      checkMetrics(targets.ofRuns());
      checkDashboards(alerting);
      assertThat(alerting.everAlerted(TARGET_DOWN, "job")).isEmpty();

      // As a run ends in disorder, or crashes; and the end of the one that ended in order.
      targets.stopServing();
      targetDownArrives(alerting);
      assertThat(alerting.health()).hasSize(RULES).allMatch(rule -> rule.endsWith(": ok"));
    }
  }

  private static void checkConfiguration(AlertingSetup alerting) throws IOException {
    Program.Answer answer = alerting.checkConfiguration();
    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(List.of("critical", "warning", "info"))
        .map(alerting::receiver)
        .containsExactly("pager", "tickets", "nobody");
    eventually(
        () -> assertThat(alerting.health()).hasSize(RULES).allMatch(rule -> rule.endsWith(": ok")));
  }

  /** Trains in steps, each of which Prometheus has seen before the next. */
  private static void trainAndScrape(WatchedRuns runs, AlertingSetup alerting, int iterations) {
    for (int i = 0; i < iterations; i += STEP) {
      runs.train(STEP);
      eventually(
          () -> {
            assertThat(alerting.value(COUNT.formatted("samples", TWO, runs.watched())))
                .isEqualTo(4);
            assertThat(
                    alerting.value(
                        COUNT.formatted("iterations", "run=\"cooled\"", runs.cooledWatched())))
                .isEqualTo(1);
          });
    }
  }

  private static void alertArrives(AlertingSetup alerting, int switchedAt) {
    eventually(
        () ->
            assertThat(alerting.alertmanager.alerts("LambdascopeDrift"))
                .extracting(alert -> alert.path("labels").path("run").asText())
                .contains(WatchedRuns.SWITCHED, WatchedRuns.COOLED));
    List<JsonNode> alerts =
        alerting.alertmanager.alerts("LambdascopeDrift").stream()
            .filter(alert -> !alert.at("/labels/run").asText().equals(WatchedRuns.COOLED))
            .toList();
    assertThat(alerts).hasSize(1);
    JsonNode labels = alerts.get(0).path("labels");
    assertThat(labels.path("run").asText()).isEqualTo(WatchedRuns.SWITCHED);
    assertThat(labels.path("regularizer").asText()).isEqualTo("l2");
    assertThat(labels.path("group").asText()).isEqualTo("all");
    assertThat(labels.path("reference").asText()).isEqualTo("without_dropout");
    assertThat(labels.path("severity").asText()).isEqualTo("warning");
    JsonNode annotations = alerts.get(0).path("annotations");
    assertThat(annotations.path("runbook_url").asText())
        .isEqualTo(RUNBOOKS + "LambdascopeDrift.md");
    assertThat(annotations.path("description").asText())
        .contains("run switched")
        .endsWith("since training iteration %d.".formatted(switchedAt));
  }

  /**
   * Of the two runs, over all the time. Nor is there any other alert: the coefficient of the
   * calibration check is the configured one all along. But the verdict on a coefficient that has
   * just changed may speak beside the alert.
   */
  private static void onlyTheSwitchedRunAlerted(AlertingSetup alerting) {
    assertThat(alerting.everAlerted(TWO, "alertname"))
        .contains("LambdascopeDrift")
        .isSubsetOf("LambdascopeDrift", "LambdascopeVerdictNotSupported");
    assertThat(alerting.everAlerted(TWO, "run")).containsExactly(WatchedRuns.SWITCHED);
    assertThat(alerting.everAlerted(TWO, "reference")).containsExactly("without_dropout");
  }

  private static void checkMetrics(URI metrics) throws IOException, InterruptedException {
    String scrape =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
            .body();
    assertThat(scrape).contains("run=\"switched\"", "run=\"steady\"");
    Program.Answer answer = Program.run(scrape, List.of("promtool", "check", "metrics"));
    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text()).isEmpty();
  }

  /** Every panel shows something of this run. */
  private static void checkDashboards(AlertingSetup alerting) throws IOException {
    for (JsonNode dashboard : AlertingSetup.dashboards()) {
      assertThat(
              DashboardQueries.problems(
                  dashboard,
                  alerting.prometheus,
                  Map.of("run", WatchedRuns.COOLED),
                  Duration.ofMinutes(2)))
          .as(dashboard.path("title").asText())
          .isEmpty();
    }
  }

  private static void targetDownArrives(AlertingSetup alerting) {
    eventually(() -> assertThat(alerting.value("count(up == 0)")).isEqualTo(2));
    assertThat(alerting.prometheus.query("{__name__=~\"lambdascope_.+\"}"))
        .as("series that are not stale")
        .isEmpty();
    eventually(
        () -> assertThat(alerting.alertmanager.alerts("LambdascopeTargetDown")).isNotEmpty());
    // Nor is it pending for the run that ended in order, though its target is as much down.
    assertThat(alerting.everAlerted("alertname=\"LambdascopeTargetDown\"", "job"))
        .containsExactly("lambdascope");
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(assertion);
  }
}
