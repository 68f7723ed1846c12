package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in to the {@link Resource} they name, or turns them away. Any thread.
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

  private final Map<String, Resource> resources;
  private final Optional<Set<String>> hosts;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * An endpoint.
   *
   * @param resources by path
   * @param hosts the host names to answer to, in lower case and without port; empty for all
   */
  Endpoint(Map<String, Resource> resources, Optional<Set<String>> hosts) {
    this.resources = Map.copyOf(resources);
    this.hosts = hosts.map(Set::copyOf);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isForUs(exchange.getRequestHeaders().getFirst("Host"))) {
        Answer.text(exchange, 403, "this server answers to the names of its own machine only\n");
        return;
      }
      // The raw path: an escaped one is another.
      String path = exchange.getRequestURI().getRawPath();
      Resource resource = path == null ? null : resources.get(path);
      if (resource == null) {
        Answer.text(exchange, 404, "there is %s, %s and a page at /\n".formatted(METRICS, HEALTHY));
      } else if (!isRead(exchange)) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        Answer.text(exchange, 405, "GET and HEAD only\n");
      } else {
        answer(exchange, path, resource);
      }
    }
  }

  private void answer(HttpExchange exchange, String path, Resource resource) throws IOException {
    try {
      resource.answer(exchange);
    } catch (RuntimeException | Error e) {
      // Errors too: a class missing from the path of some other collector is one.
      if (warned.compareAndSet(false, true)) {
        log.warn("{} failed and answers 500. Further failures are not logged.", path, e);
      } else {
        log.debug("{} failed.", path, e);
      }
      // −1 until headers were sent; after that the client sees a torn answer and counts it failed.
      if (exchange.getResponseCode() == -1) {
        exchange.getResponseHeaders().clear();
        Answer.text(exchange, 500, path + " failed; see the log of the process\n");
      }
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
    String method = exchange.getRequestMethod();
    return method.equals("GET") || method.equals("HEAD");
  }
}
