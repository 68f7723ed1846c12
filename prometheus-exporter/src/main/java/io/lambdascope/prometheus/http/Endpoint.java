package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every request of a {@link MetricsServer}. Any thread.
 *
 * <p>The JDK's server finds handlers by the beginning of a path, lets every method through and
 * takes any Host header. So there is one handler for all, which asks for the exact path and for GET
 * or HEAD, and, where only this machine is to be served, for a Host that means this machine: a page
 * in a browser can point its own host name at 127.0.0.1 and read what answers, but cannot change
 * the Host header that tells so.
 */
final class Endpoint implements HttpHandler {

  static final String METRICS = "/metrics";
  static final String HEALTHY = "/-/healthy";

  private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

  private final PrometheusScrapeHandler scrapes;
  private final List<ImplicitBiasMetrics> metrics;
  private final Optional<Set<String>> hosts;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * An endpoint.
   *
   * @param metrics frozen for each scrape
   * @param hosts the host names to answer to, in lower case and without port; empty for all
   */
  Endpoint(
      PrometheusRegistry registry, List<ImplicitBiasMetrics> metrics, Optional<Set<String>> hosts) {
    this.scrapes = new PrometheusScrapeHandler(registry);
    this.metrics = List.copyOf(metrics);
    this.hosts = hosts.map(Set::copyOf);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isForUs(exchange.getRequestHeaders().getFirst("Host"))) {
        answer(exchange, 403, "this server answers to the names of its own machine only\n");
        return;
      }
      String path = exchange.getRequestURI().getRawPath();
      if (!METRICS.equals(path) && !HEALTHY.equals(path)) {
        answer(exchange, 404, "there is " + METRICS + " and " + HEALTHY + "\n");
      } else if (!isRead(exchange)) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "GET and HEAD only\n");
      } else if (METRICS.equals(path)) {
        scrape(exchange);
      } else {
        answer(exchange, 200, "ok\n");
      }
    }
  }

  private void scrape(HttpExchange exchange) throws IOException {
    try {
      scrapeFrozen(0, exchange);
    } catch (RuntimeException | Error e) {
      // Errors too: a class missing from the path of some other collector is one.
      if (warned.compareAndSet(false, true)) {
        log.warn("A scrape failed; {} answers 500. Further failures are not logged.", METRICS, e);
      } else {
        log.debug("A scrape failed.", e);
      }
      // −1 until headers were sent; after that the client sees a torn answer and counts it failed.
      if (exchange.getResponseCode() == -1) {
        exchange.getResponseHeaders().clear();
        answer(exchange, 500, "collecting the metrics failed; see the log of the process\n");
      }
    }
  }

  /** Freezes one set of metrics within the other, then scrapes. */
  private void scrapeFrozen(int next, HttpExchange exchange) throws IOException {
    if (next == metrics.size()) {
      scrapes.handleRequest(new ScrapeExchange(exchange));
    } else {
      metrics.get(next).whileFrozen(() -> scrapeFrozen(next + 1, exchange));
    }
  }

  private boolean isForUs(@Nullable String header) {
    return hosts.isEmpty() || (header != null && hosts.get().contains(withoutPort(header)));
  }

  private static String withoutPort(String header) {
    String host = header.strip().toLowerCase(Locale.ROOT);
    int from = host.startsWith("[") ? host.indexOf(']') + 1 : 0;
    int colon = host.indexOf(':', from);
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isRead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("GET") || isHead(exchange);
  }

  private static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    if (isHead(exchange)) {
      exchange.sendResponseHeaders(code, -1);
    } else {
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
