package io.lambdascope.prometheus.push;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** Snapshots as Prometheus' text format, in a registry that is made for it and gone after. */
final class SnapshotText {

  private SnapshotText() {}

  /**
   * The text, all numbers of a monitor from its one snapshot.
   *
   * @throws IllegalStateException when two are of the same run, model and reference
   */
  static String of(List<MonitorSnapshot> snapshots) {
    PrometheusMeterRegistry registry =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).throwExceptionOnRegistrationFailure();
    try {
      for (MonitorSnapshot snapshot : snapshots) {
        new ImplicitBiasMetrics(() -> snapshot).bindTo(registry);
      }
      return registry.scrape();
    } finally {
      registry.close();
    }
  }
}
