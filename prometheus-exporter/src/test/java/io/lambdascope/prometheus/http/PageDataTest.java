package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.Exposition;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.Snapshots;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page's numbers as a client gets them, over real sockets. */
class PageDataTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final ScriptedRun run = new ScriptedRun();
  private final MetricsServer server = MetricsServer.builder().monitor(run).port(0).start();

  @AfterEach
  void closeServer() {
    server.close();
  }

  private HttpResponse<byte[]> get(MetricsServer from, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(from.page().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private String text(String path) throws IOException, InterruptedException {
    return new String(get(server, path).body(), StandardCharsets.UTF_8);
  }

  private JsonNode series(String query) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = get(server, "/api/series" + query);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    return json.readTree(response.body());
  }

  @Test
  void series_since_givesNewPointsOnly() throws Exception {
    run.to(0);
    JsonNode first = series("");
    assertThat(first.path("points")).hasSize(1);
    long sequence = first.path("points").path(0).path(0).asLong();
    assertThat(series("?since=" + sequence).path("points")).isEmpty();

    run.to(1);
    await().untilAsserted(() -> assertThat(series("?since=" + sequence).path("points")).hasSize(1));
    JsonNode next = series("?monitor=0&since=" + sequence);
    assertThat(next.path("points").path(0).path(1).asLong()).isEqualTo(1);
    assertThat(next.path("instance")).isEqualTo(first.path("instance"));
    assertThat(next.path("generation").asInt()).isZero();
    assertThat(next.path("columns").size()).isEqualTo(next.path("current").size());
  }

  @Test
  void series_currentValues_areThoseOfMetricsExactly() throws Exception {
    run.to(17).configured(0.03125);
    JsonNode terms = series("").path("state").path("terms");
    Map<String, Double> metrics = Exposition.series(text("/metrics"));
    for (JsonNode term : terms) {
      String labels =
          "{group=\"%s\",model=\"mlp\",reference=\"without_dropout\",regularizer=\"%s\",run=\"run-1\"}"
              .formatted(term.path("group").asText(), term.path("regularizer").asText());
      assertThat(term.path("estimate").asDouble())
          .isEqualTo(metrics.get("lambdascope_lambda_estimate" + labels));
      assertThat(term.path("upper").asDouble())
          .isEqualTo(metrics.get("lambdascope_lambda_ci_upper" + labels));
      assertThat(term.path("driftScore").asDouble())
          .isEqualTo(metrics.get("lambdascope_drift_score" + labels));
      assertThat(term.path("explained").asDouble())
          .isEqualTo(metrics.get("lambdascope_explained_share" + labels));
      assertThat(term.path("configured").asDouble(Double.NaN))
          .isEqualTo(metrics.get("lambdascope_lambda_configured" + labels));
    }
    assertThat(terms.path(0).path("configured").asDouble()).isEqualTo(0.03125);
    assertThat(terms.path(1).path("configured").isNull()).isTrue();
    // 6 digits in the course, though.
    run.to(33);
    await().untilAsserted(() -> assertThat(series("").path("points")).hasSize(2));
    double exact = run.snapshot().progress().loss();
    double drawn = series("").path("points").path(1).path(3).asDouble();
    assertThat(drawn).isNotEqualTo(exact).isCloseTo(exact, offset(1e-6));
  }

  @Test
  void software_isThatOfMetrics() throws Exception {
    run.to(1);
    JsonNode software = series("").path("state").path("software");
    assertThat(text("/metrics"))
        .contains(
            "version=\"%s\"".formatted(software.path("version").asText()),
            "revision=\"%s\"".formatted(software.path("revision").asText()));
    assertThat(software.path("dl4j").asText()).isEqualTo(Snapshots.PLATFORM.dl4j());
    assertThat(software.path("backend").asText()).isEqualTo(Snapshots.PLATFORM.backend());
  }

  @Test
  void series_setBack_isAnotherGeneration() throws Exception {
    run.to(0);
    series("");
    run.to(40);
    await().untilAsserted(() -> assertThat(series("").path("points")).hasSize(2));
    JsonNode before = series("");

    run.to(20);
    JsonNode after = series("?since=" + before.path("points").path(1).path(0).asLong());

    assertThat(after.path("generation").asInt()).isEqualTo(before.path("generation").asInt() + 1);
    assertThat(series("").path("points").path(1).path(1).asLong()).isEqualTo(20);
  }

  @Test
  void series_notKnown_isNullAndWords() throws Exception {
    run.to(3).identified(false);
    JsonNode term = series("").path("state").path("terms").path(0);
    assertThat(term.path("estimate").isNull()).isTrue();
    assertThat(term.path("upper").isNull()).isTrue();
    assertThat(term.path("identifiability").asText()).startsWith("not identified: its gradient");
    assertThat(text("/api/series")).doesNotContain("NaN", "Infinity");
  }

  @Test
  void series_acceptGzip_isCompressed() throws Exception {
    run.to(3);
    HttpResponse<byte[]> response =
        get(server, "/api/series", "Accept-Encoding", "deflate, gzip;q=0.5");
    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(json.readTree(in).path("state").path("iteration").asInt()).isEqualTo(3);
    }
    assertThat(
            get(server, "/api/series", "Accept-Encoding", "gzip;q=0")
                .headers()
                .firstValue("Content-Encoding"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'/api/series?until=3', 'unknown parameter \"until\"; there is monitor, since'",
    "'/api/series?since=x', 'since must be an integer from -1 to'",
    "'/api/series?since=-2', 'since must be an integer from -1 to'",
    "'/api/series?monitor=1', 'monitor must be an integer from 0 to 0, was \"1\"'",
    "'/api/series?since=1&since=2', 'since is given twice'",
    "'/api/series?%0d%0aX=1', 'unknown parameter \"??X\"'",
    "'/api/history.csv?since=1', 'unknown parameter \"since\"; there is monitor'",
    "'/api/history.json?monitor=99999999999999999999', 'monitor must be an integer'"
  })
  void wrongParameter_isRefusedInWords(String path, String words) throws Exception {
    HttpResponse<byte[]> response = get(server, path);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains(words);
  }

  @Test
  void downloads_areFilesOfTheRun() throws Exception {
    run.to(3);
    HttpResponse<byte[]> csv = get(server, "/api/history.csv");
    assertThat(csv.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"lambdascope-run-1-0.csv\"");
    assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(new String(csv.body(), StandardCharsets.UTF_8)).contains("l2 estimate");
    HttpResponse<byte[]> history = get(server, "/api/history.json");
    assertThat(history.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"lambdascope-run-1-0.json\"");
    assertThat(json.readTree(history.body()).path("points").path(0).path(3).asDouble())
        .isEqualTo(run.snapshot().progress().loss());
  }

  @Test
  void download_ofARunWithAnyName_hasAHarmlessFileName() throws Exception {
    ScriptedRun named =
        new ScriptedRun(new Identity("a\"b/../\r\nc ü", "m", "r"), List.of(Term.of("l2")));
    try (MetricsServer other = MetricsServer.builder().monitor(named.to(1)).port(0).start()) {
      assertThat(get(other, "/api/history.csv").headers().firstValue("Content-Disposition"))
          .hasValue("attachment; filename=\"lambdascope-a_b______c__-0.csv\"");
    }
  }

  @Test
  void registryWithMetrics_showsTheirMonitors_withoutIsToldSo() throws Exception {
    PrometheusMeterRegistry registry = Exposition.registry();
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(Snapshots::running);
    metrics.bindTo(registry);
    try (MetricsServer with = MetricsServer.builder().registry(registry, metrics).port(0).start();
        MetricsServer without = MetricsServer.builder().registry(registry).port(0).start()) {
      JsonNode shown = json.readTree(get(with, "/api/series").body());
      assertThat(shown.path("state").path("status").asText()).isEqualTo("detached");
      HttpResponse<byte[]> nothing = get(without, "/api/series");
      assertThat(nothing.statusCode()).isEqualTo(404);
      assertThat(new String(nothing.body(), StandardCharsets.UTF_8)).contains("no monitor");
    }
  }
}
