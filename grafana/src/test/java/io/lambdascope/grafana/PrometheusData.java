package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a Prometheus has of some time, asked as Grafana asks it.
 *
 * @param prometheus to ask
 * @param start in seconds since 1970
 * @param end likewise
 */
record PrometheusData(PrometheusProcess prometheus, double start, double end) {

  /** As often as the tests scrape, in seconds. */
  private static final int STEP = 1;

  /**
   * A series.
   *
   * @param labels without the name of the metric
   * @param finite whether any of its values is a number, or infinite
   */
  record Series(Map<String, String> labels, boolean finite) {}

  /** The last so much time, until now. */
  static PrometheusData ofPast(PrometheusProcess prometheus, Duration past) {
    double now = System.currentTimeMillis() / 1000.0;
    return new PrometheusData(prometheus, now - past.toSeconds(), now);
  }

  /** The values of a label, sorted, of the series that a selector finds. */
  List<String> labelValues(String selector, String label, Consumer<String> problems) {
    JsonNode answer =
        prometheus.get(
            "/api/v1/label/%s/values?match[]=%s&start=%s&end=%s"
                .formatted(label, PrometheusProcess.encode(selector), start, end)
                .replace("[]", "%5B%5D"));
    List<String> values = new ArrayList<>();
    if (succeeded(answer, selector, problems)) {
      answer.path("data").forEach(value -> values.add(value.asText()));
    }
    return values;
  }

  /** The series of a query over all the time. */
  List<Series> range(String query, Consumer<String> problems) {
    JsonNode answer =
        prometheus.get(
            "/api/v1/query_range?query=%s&start=%s&end=%s&step=%d"
                .formatted(PrometheusProcess.encode(query), start, end, STEP));
    return series(answer, query, problems);
  }

  /** The series of a query at the end of it. */
  List<Series> instant(String query, Consumer<String> problems) {
    JsonNode answer =
        prometheus.get(
            "/api/v1/query?query=%s&time=%s".formatted(PrometheusProcess.encode(query), end));
    return series(answer, query, problems);
  }

  private static List<Series> series(JsonNode answer, String query, Consumer<String> problems) {
    List<Series> series = new ArrayList<>();
    if (!succeeded(answer, query, problems)) {
      return series;
    }
    for (JsonNode one : answer.path("data").path("result")) {
      Map<String, String> labels = new HashMap<>();
      one.path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      labels.remove("__name__");
      boolean finite = isNumber(one.path("value"));
      for (JsonNode value : one.path("values")) {
        finite |= isNumber(value);
      }
      series.add(new Series(labels, finite));
    }
    return series;
  }

  /** Of a pair of time and value. */
  private static boolean isNumber(JsonNode value) {
    return value.isArray() && !value.path(1).asText().equals("NaN");
  }

  private static boolean succeeded(JsonNode answer, String query, Consumer<String> problems) {
    boolean success = answer.path("status").asText().equals("success");
    if (!success) {
      problems.accept("%s: %s".formatted(answer.path("error").asText(), query));
    }
    return success;
  }
}
