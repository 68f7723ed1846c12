package io.lambdascope.examples.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.prometheus.http.MetricsServer;
import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the weights to the one who is called: real trainings, a real Prometheus with the rules as
 * they are shipped, a real Alertmanager.
 */
class DriftAlertIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Iterations between two looks of Prometheus: a drift lasts for a hundred. */
  private static final int STEP = 20;

  private static final String RUNBOOKS =
      "https://github.com/lambdascope/lambdascope/blob/main/docs/runbooks/";

  @TempDir Path directory;

  @Test
  void switchOfDropout_raisesTheAlert_andASteadyRunDoesNot() throws Exception {
    AlertingSetup.require();
    try (TwoRuns runs = new TwoRuns();
        MetricsServer server = serve(runs);
        ImplicitBiasListener brief = briefRun();
        MetricsServer ended = MetricsServer.builder().monitor(brief).port(0).start();
        AlertingSetup alerting = AlertingSetup.start(directory, server.url(), ended.url())) {
      eventually(() -> assertThat(alerting.value("count(up == 1)")).isEqualTo(2));
      checkConfiguration(alerting);
      // As a run ends in order: the listener first, and a scrape that sees it.
      brief.close();
      eventually(
          () ->
              assertThat(
                      alerting.value(
                          "lambdascope_monitor_status{job=\"ended\", status=\"closed\"}"))
                  .isEqualTo(1));

      trainAndScrape(runs, alerting);
      assertThat(alerting.everAlerted("", "alertname")).isEmpty();
      int switchedAt = runs.iteration();
      runs.switchDropout();
      trainAndScrape(runs, alerting);

      alertArrives(alerting, switchedAt);
      // Nor any other: the coefficient of the calibration check is the configured one all along.
      assertThat(alerting.everAlerted("run!=\"\"", "alertname")).containsExactly("LambdascopeDrift");
      assertThat(alerting.everAlerted("run!=\"\"", "run")).containsExactly(TwoRuns.SWITCHED);
      assertThat(alerting.everAlerted("run!=\"\"", "reference")).containsExactly("without_dropout");
      checkMetrics(server.url());

      assertThat(alerting.everAlerted("alertname=\"LambdascopeTargetDown\"", "job")).isEmpty();
      // As a run ends in disorder, or crashes.
      server.close();
      ended.close();
      seriesGoStale(alerting);
      assertThat(alerting.health()).hasSize(18).allMatch(rule -> rule.endsWith(": ok"));
    }
  }

  private static MetricsServer serve(TwoRuns runs) {
    MetricsServer.Builder server = MetricsServer.builder().port(0);
    runs.monitors().forEach(server::monitor);
    return server.start();
  }

  private static ImplicitBiasListener briefRun() {
    MultiLayerNetwork network = DropoutNetwork.create(0.5, 1);
    ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .run("ended")
            .attach(network);
    network.fit(DropoutNetwork.batches(Digits.load()));
    return listener;
  }

  private static void checkConfiguration(AlertingSetup alerting) throws IOException {
    Program.Answer answer = alerting.checkConfiguration();
    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(List.of("critical", "warning", "info"))
        .map(alerting::receiver)
        .containsExactly("pager", "tickets", "nobody");
    eventually(
        () -> assertThat(alerting.health()).hasSize(18).allMatch(rule -> rule.endsWith(": ok")));
  }

  /** Half of what is watched, in steps, each of which Prometheus has seen before the next. */
  private static void trainAndScrape(TwoRuns runs, AlertingSetup alerting) {
    for (int i = 0; i < Scenario.WATCHED; i += STEP) {
      runs.train(STEP);
      eventually(
          () ->
              assertThat(
                      alerting.value(
                          "count(lambdascope_samples_total{job=\"lambdascope\"} == %d)"
                              .formatted(runs.watched())))
                  .isEqualTo(runs.monitors().size()));
    }
  }

  private static void alertArrives(AlertingSetup alerting, int switchedAt) {
    eventually(
        () -> assertThat(alerting.alertmanager.alerts("LambdascopeDrift")).isNotEmpty());
    List<JsonNode> alerts = alerting.alertmanager.alerts("LambdascopeDrift");
    assertThat(alerts).hasSize(1);
    JsonNode labels = alerts.get(0).path("labels");
    assertThat(labels.path("run").asText()).isEqualTo(TwoRuns.SWITCHED);
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

  private static void seriesGoStale(AlertingSetup alerting) {
    eventually(() -> assertThat(alerting.value("count(up == 0)")).isEqualTo(2));
    assertThat(alerting.prometheus.query("{__name__=~\"lambdascope_.+\"}")).isEmpty();
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
