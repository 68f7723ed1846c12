package io.lambdascope.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.sun.net.httpserver.HttpServer;
import io.lambdascope.core.snapshot.SeriesCount;
import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Micrometer's OTLP registry publishes, as a collector receives it. */
class OtlpTest {

  private final List<ExportMetricsServiceRequest> received = new CopyOnWriteArrayList<>();
  private HttpServer collector;

  @BeforeEach
  void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/metrics",
        exchange -> {
          received.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  /** Publishes once, when closed. */
  private OtlpMeterRegistry registry(AggregationTemporality temporality) {
    String url = "http://127.0.0.1:%d/v1/metrics".formatted(collector.getAddress().getPort());
    return new OtlpMeterRegistry(
        new OtlpConfig() {
          @Override
          public String url() {
            return url;
          }

          @Override
          public Duration step() {
            // So long that it does not publish by itself.
            return Duration.ofDays(1);
          }

          @Override
          public AggregationTemporality aggregationTemporality() {
            return temporality;
          }

          @Override
          @SuppressWarnings("NullAway")
          public String get(String key) {
            return null;
          }
        },
        Clock.SYSTEM);
  }

  private Map<String, List<Metric>> publish(AggregationTemporality temporality) {
    OtlpMeterRegistry registry = registry(temporality);
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    registry.close();
    assertThat(received).hasSize(1);
    return received.get(0).getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .collect(Collectors.groupingBy(Metric::getName));
  }

  private static Map<String, String> tags(NumberDataPoint point) {
    return point.getAttributesList().stream()
        .collect(Collectors.toMap(KeyValue::getKey, pair -> pair.getValue().getStringValue()));
  }

  private static Metric only(Map<String, List<Metric>> metrics, String name) {
    assertThat(metrics).containsKey(name);
    assertThat(metrics.get(name)).hasSize(1);
    return metrics.get(name).get(0);
  }

  @Test
  void publish_gauges_haveNamesUnitsTagsAndValues() {
    Map<String, List<Metric>> metrics = publish(AggregationTemporality.CUMULATIVE);

    assertThat(metrics.keySet()).allSatisfy(name -> assertThat(name).startsWith("lambdascope."));
    Metric estimate = only(metrics, MetricNames.LAMBDA_ESTIMATE);
    assertThat(estimate.getDescription()).startsWith("Estimated coefficient");
    NumberDataPoint l1 =
        estimate.getGauge().getDataPointsList().stream()
            .filter(point -> "l1".equals(tags(point).get("regularizer")))
            .findFirst()
            .orElseThrow();
    assertThat(l1.getAsDouble()).isEqualTo(-0.5);
    assertThat(tags(l1))
        .containsOnly(
            entry("run", "run-1"),
            entry("model", "mlp"),
            entry("reference", "without_dropout"),
            entry("regularizer", "l1"),
            entry("group", "layer_0"));
    assertThat(only(metrics, MetricNames.LAST_SAMPLE_TIMESTAMP).getUnit()).isEqualTo("seconds");
    assertThat(only(metrics, MetricNames.OVERHEAD).getUnit()).isEqualTo("ratio");
    assertThat(only(metrics, MetricNames.RUN_INFO).getGauge().getDataPoints(0).getAsDouble())
        .isEqualTo(1);
  }

  @Test
  void publish_unknown_isNaNHereToo() {
    Map<String, List<Metric>> metrics = publish(AggregationTemporality.CUMULATIVE);
    assertThat(only(metrics, MetricNames.LAMBDA_CONFIGURED).getGauge().getDataPointsList())
        .filteredOn(point -> "l1".equals(tags(point).get("regularizer")))
        .singleElement()
        .satisfies(point -> assertThat(point.getAsDouble()).isNaN());
  }

  @ParameterizedTest
  @EnumSource(AggregationTemporality.class)
  void publish_counters_areMonotonicAndOfTheTemporalityAskedFor(
      AggregationTemporality temporality) {
    Map<String, List<Metric>> metrics = publish(temporality);
    for (String name :
        List.of(MetricNames.SAMPLES, MetricNames.ITERATIONS, MetricNames.MONITOR_SECONDS)) {
      Sum sum = only(metrics, name).getSum();
      assertThat(sum.getIsMonotonic()).as(name).isTrue();
      assertThat(sum.getAggregationTemporality().name())
          .as(name)
          .isEqualTo("AGGREGATION_TEMPORALITY_" + temporality);
    }
    assertThat(only(metrics, MetricNames.SAMPLES).getSum().getDataPoints(0).getAsDouble())
        .isEqualTo(97);
    assertThat(only(metrics, MetricNames.MONITOR_SECONDS).getUnit()).isEqualTo("seconds");
  }

  @Test
  void publish_timer_isCountAndSumInMilliseconds() {
    // OTLP's base unit of time in Micrometer.
    Metric fits = only(publish(AggregationTemporality.CUMULATIVE), MetricNames.FIT_DURATION);
    assertThat(fits.getUnit()).isEqualTo("milliseconds");
    assertThat(fits.getHistogram().getDataPoints(0).getCount()).isEqualTo(95);
    assertThat(fits.getHistogram().getDataPoints(0).getSum()).isEqualTo(687.5);
  }

  @Test
  void publish_all_isAsManyPointsAsTold() {
    long points =
        publish(AggregationTemporality.CUMULATIVE).values().stream()
            .flatMap(List::stream)
            .mapToLong(
                metric ->
                    metric.getGauge().getDataPointsCount()
                        + metric.getSum().getDataPointsCount()
                        + metric.getHistogram().getDataPointsCount())
            .sum();
    // A timer is one point here, of a count and a sum.
    assertThat(points).isEqualTo(SeriesCount.of(2) - 1);
  }
}
