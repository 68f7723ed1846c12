package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    PrometheusProcess.require();
    try (Quickstart quickstart =
        Quickstart.run(directory, "quickstart", "--epochs", "2", "--port", "0")) {
      URI metrics = quickstart.url();
      try (PrometheusProcess prometheus =
          PrometheusProcess.start(directory, PrometheusProcess.scraping(metrics))) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () ->
                    assertThat(query(prometheus, "lambdascope_lambda_estimate"))
                        .containsOnlyKeys("l2", "l1", "gradient_norm")
                        .allSatisfy((name, value) -> assertThat(value).isFinite()));
        // Once training has ended the numbers stand still: those stored are those served.
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () ->
                    assertThat(query(prometheus, "lambdascope_samples_total").values())
                        .containsExactly(58.0));
        Map<String, Double> stored = query(prometheus, "lambdascope_lambda_estimate");
        Map<String, Double> lower = query(prometheus, "lambdascope_lambda_ci_lower");
        Map<String, Double> upper = query(prometheus, "lambdascope_lambda_ci_upper");
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
        assertThat(query(prometheus, "up").values()).containsExactly(1.0);
      }
    }
  }

  /** An instant query's values by regularizer, or by name where there is none. */
  private static Map<String, Double> query(PrometheusProcess prometheus, String expression) {
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode series : prometheus.query(expression)) {
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
