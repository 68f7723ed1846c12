package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.exporter.httpserver.HttpExchangeAdapter;
import java.io.IOException;

/**
 * The client's adapter for one exchange, with its way of reporting errors taken out: it would send
 * the Java stack trace to whoever asked. Here errors go back to {@link Endpoint}.
 */
final class ScrapeExchange extends HttpExchangeAdapter {

  ScrapeExchange(HttpExchange exchange) {
    super(exchange);
  }

  @Override
  public void handleException(IOException e) throws IOException {
    throw e;
  }

  @Override
  public void handleException(RuntimeException e) {
    throw e;
  }

  @Override
  public void close() {
    // The scrape handler closes in a finally block, also when it failed; then nothing could be
    // answered any more. Endpoint closes.
  }
}
