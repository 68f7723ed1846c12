package io.lambdascope.benchmarks.overhead;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that always answers the same bytes: what a scrape would cost if it cost nothing to
 * collect, client and sockets included.
 */
final class ConstantPage implements AutoCloseable {

  private final HttpServer http;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "constant-page");
            thread.setDaemon(true);
            return thread;
          });

  ConstantPage(byte[] body) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    http.setExecutor(executor);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/".formatted(http.getAddress().getPort()));
  }

  @Override
  public void close() {
    http.stop(0);
    executor.shutdownNow();
  }
}
