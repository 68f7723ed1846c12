package io.lambdascope.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.Exposition;
import io.lambdascope.prometheus.Snapshots;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import io.lambdascope.prometheus.testing.PushgatewayProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes as a real Pushgateway takes them and a real Prometheus scrapes them from it. */
class PushgatewayTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path directory;

  private static PushgatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    PushgatewayProcess.require();
    gateway = PushgatewayProcess.start(directory);
  }

  @AfterAll
  static void end() {
    if (gateway != null) {
      gateway.close();
    }
  }

  /** All values of a family, by the labels, of the series that a job pushed. */
  private static Map<String, Double> pushed(String job) throws Exception {
    Map<String, Double> series = Exposition.series(gateway.metrics());
    series.keySet().removeIf(name -> !name.contains("job=\"" + job + "\""));
    series.keySet().removeIf(name -> !name.startsWith("lambdascope_"));
    return series;
  }

  @Test
  void close_scrapedWithHonorLabels_answersAsPushed() throws Exception {
    PrometheusProcess.require();
    try (MetricsPush push = MetricsPush.to(gateway.url()).job("nightly").build()) {
      push.watch(Snapshots::running);
    }
    String configuration =
        """
        global:
          scrape_interval: 1s
        scrape_configs:
          - job_name: pushgateway
            honor_labels: true
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(gateway.url().getPort());
    try (PrometheusProcess prometheus = PrometheusProcess.start(directory, configuration)) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(
                          prometheus.query("count({__name__=~\"lambdascope_.+\",job=\"nightly\"})"))
                      .singleElement()
                      .satisfies(result -> assertThat(value(result)).isEqualTo(SeriesCount.of(2))));
      JsonNode estimate =
          prometheus
              .query("lambdascope_lambda_estimate{job=\"nightly\",regularizer=\"l1\"}")
              .path(0);
      assertThat(value(estimate)).isEqualTo(-0.5);
      assertThat(estimate.path("metric").path("run").asText()).isEqualTo("run-1");
      assertThat(estimate.path("metric").path("group").asText()).isEqualTo("layer_0");
      assertThat(estimate.path("metric").path("instance").isMissingNode())
          .as("a batch job has no instance")
          .isTrue();
      assertThat(prometheus.query("push_time_seconds{job=\"nightly\",run=\"run-1\"}")).hasSize(1);
    }
  }

  private static double value(JsonNode result) {
    return Double.parseDouble(result.path("value").path(1).asText());
  }

  @Test
  void close_afterAnException_pushesTheLastSnapshot() throws Exception {
    AtomicReference<MonitorSnapshot> now = new AtomicReference<>(Snapshots.empty());
    assertThatThrownBy(
            () -> {
              try (MetricsPush push = MetricsPush.to(gateway.url()).job("broken").build()) {
                SnapshotSource unused = push.watch(now::get);
                now.set(Snapshots.running());
                throw new IllegalStateException("training ended");
              }
            })
        .hasMessage("training ended");
    assertThat(pushed("broken")).containsValue(97.0).hasSize(SeriesCount.of(2));
  }

  @Test
  void pushNow_again_replacesTheGroupAsAWhole() throws Exception {
    AtomicReference<MonitorSnapshot> now = new AtomicReference<>(Snapshots.running());
    try (MetricsPush push = MetricsPush.to(gateway.url()).job("replaced").build()) {
      SnapshotSource unused = push.watch(now::get);
      assertThat(push.pushNow()).isTrue();
      assertThat(pushed("replaced")).hasSize(SeriesCount.of(2));
      now.set(of(Snapshots.IDENTITY, List.of(Term.of("l2"))));
      assertThat(push.pushNow()).isTrue();
      assertThat(pushed("replaced"))
          .as("nothing of the term that is there no more")
          .hasSize(SeriesCount.of(1));
    }
  }

  @Test
  void close_severalMonitors_eachHasAGroupOfItsOwn() throws Exception {
    Identity other = new Identity("run-1", "mlp", "full_batch");
    try (MetricsPush push =
        MetricsPush.to(gateway.url()).job("two").grouping("team", "a").build()) {
      push.watch(Snapshots::running);
      push.watch(() -> Snapshots.empty(other));
    }
    assertThat(pushed("two"))
        .hasSize(2 * SeriesCount.of(2))
        .containsEntry(
            "lambdascope_samples_total{instance=\"\",job=\"two\",model=\"mlp\",reference=\"without_dropout\",run=\"run-1\",team=\"a\"}",
            97.0)
        .containsEntry(
            "lambdascope_samples_total{instance=\"\",job=\"two\",model=\"mlp\",reference=\"full_batch\",run=\"run-1\",team=\"a\"}",
            0.0);
  }

  @Test
  void labels_thatAPathCannotHold_arriveAsTheyAre() throws Exception {
    Identity odd = new Identity("a/b ../c", "λ", "..");
    try (MetricsPush push =
        MetricsPush.to(gateway.url()).job("jobs/odd").grouping("nothing", "").build()) {
      push.watch(() -> of(odd, Snapshots.TERMS));
    }
    assertThat(pushed("jobs/odd"))
        .hasSize(SeriesCount.of(2))
        .containsKey(
            "lambdascope_samples_total{instance=\"\",job=\"jobs/odd\",model=\"λ\",nothing=\"\",reference=\"..\",run=\"a/b ../c\"}");
  }

  @Test
  void deleteAtClose_leavesNothing() throws Exception {
    try (MetricsPush push = MetricsPush.to(gateway.url()).job("gone").deleteAtClose().build()) {
      push.watch(Snapshots::running);
      assertThat(push.pushNow()).isTrue();
      assertThat(pushed("gone")).isNotEmpty();
    }
    assertThat(pushed("gone")).isEmpty();
    assertThat(gateway.metrics()).doesNotContain("job=\"gone\"");
  }

  private static MonitorSnapshot of(Identity identity, List<Term> terms) {
    MonitorSnapshot empty = Snapshots.empty(identity);
    return new MonitorSnapshot(
        identity,
        terms,
        empty.status(),
        empty.progress(),
        empty.samples(),
        empty.latest(),
        empty.skips(),
        empty.failures(),
        empty.workload());
  }
}
