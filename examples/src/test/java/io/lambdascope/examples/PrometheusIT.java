package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the running quickstart. */
class PrometheusIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void quickstart_scraped_answersTheEstimatesOfAllRegularizers() throws Exception {
    Program.require("prometheus", "Debian: apt-get install prometheus");
    int port = freePort();
    try (Quickstart quickstart =
        Quickstart.run(directory, "quickstart", "--epochs", "2", "--port", "0")) {
      URI metrics = quickstart.url();
      Process prometheus = startPrometheus(metrics, port);
      try {
        URI api = URI.create("http://127.0.0.1:" + port);
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () ->
                    assertThat(query(api, "lambdascope_lambda_estimate"))
                        .containsOnlyKeys("l2", "l1", "gradient_norm")
                        .allSatisfy((name, value) -> assertThat(value).isFinite()));
        // Once training has ended the numbers stand still: those stored are those served.
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () ->
                    assertThat(query(api, "lambdascope_samples_total").values())
                        .containsExactly(58.0));
        Map<String, Double> stored = query(api, "lambdascope_lambda_estimate");
        Map<String, Double> lower = query(api, "lambdascope_lambda_ci_lower");
        Map<String, Double> upper = query(api, "lambdascope_lambda_ci_upper");
        String page = get(metrics);
        for (String name : stored.keySet()) {
          assertThat(page)
              .containsPattern(
                  "lambdascope_lambda_estimate\\{[^}]*regularizer=\""
                      + name
                      + "\"[^}]*\\} "
                      + stored.get(name).toString().replace(".", "\\."));
          assertThat(stored.get(name)).isBetween(lower.get(name), upper.get(name));
        }
        assertThat(query(api, "up").values()).containsExactly(1.0);
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  private Process startPrometheus(URI metrics, int port) throws IOException {
    Path configuration = directory.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global:
          scrape_interval: 1s
        scrape_configs:
          - job_name: lambdascope
            static_configs:
              - targets: ["%s:%d"]
        """
            .formatted(metrics.getHost(), metrics.getPort()));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("prometheus.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** An instant query's values by regularizer, or by name where there is none. */
  private Map<String, Double> query(URI api, String expression)
      throws IOException, InterruptedException {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    JsonNode answer =
        new ObjectMapper().readTree(get(api.resolve("/api/v1/query?query=" + encoded)));
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode series : answer.path("data").path("result")) {
      JsonNode labels = series.path("metric");
      values.put(
          labels.path("regularizer").asText(labels.path("__name__").asText()),
          Double.valueOf(series.path("value").path(1).asText()));
    }
    return values;
  }

  private String get(URI uri) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
