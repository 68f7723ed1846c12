package io.lambdascope.prometheus;

import io.lambdascope.core.snapshot.SnapshotSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/** Text in Prometheus' format, taken apart. */
public final class Exposition {

  public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private Exposition() {}

  /** A registry that refuses what it cannot export. */
  public static PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
        .throwExceptionOnRegistrationFailure();
  }

  /** One scrape of a source, in a registry of its own. */
  public static Map<String, Double> scrape(SnapshotSource source) {
    PrometheusMeterRegistry registry = registry();
    new ImplicitBiasMetrics(source).bindTo(registry);
    return series(registry.scrape());
  }

  /** From series, labels included, to value. */
  public static Map<String, Double> series(String text) {
    Map<String, Double> series = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              series.put(line.substring(0, space), number(line.substring(space + 1)));
            });
    return series;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
