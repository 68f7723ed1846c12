package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;

/** All metrics of a registry, those of each monitor from one snapshot. */
final class Scrape implements Resource {

  private final PrometheusScrapeHandler scrapes;
  private final List<ImplicitBiasMetrics> metrics;

  /**
   * Of a registry.
   *
   * @param metrics in it, frozen for each scrape
   */
  Scrape(PrometheusRegistry registry, List<ImplicitBiasMetrics> metrics) {
    this.scrapes = new PrometheusScrapeHandler(registry);
    this.metrics = List.copyOf(metrics);
  }

  @Override
  public void answer(HttpExchange exchange) throws IOException {
    answerFrozen(0, exchange);
  }

  /** Freezes one set of metrics within the other, then scrapes. */
  private void answerFrozen(int next, HttpExchange exchange) throws IOException {
    if (next == metrics.size()) {
      scrapes.handleRequest(new ScrapeExchange(exchange));
    } else {
      metrics.get(next).whileFrozen(() -> answerFrozen(next + 1, exchange));
    }
  }
}
