package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in to the {@link Resource} they name, or turns them away. Any thread.
 *
 * <p>The JDK's server finds handlers by the beginning of a path, lets every method through and
 * takes any Host header. So there is one handler for all, which asks for the exact path and for GET
 * or HEAD, and, where only this machine is to be served, for a Host that means this machine: a page
 * in a browser can point its own host name at 127.0.0.1 and read what answers, but cannot change
 * the Host header that tells so. Then comes the password, where one is asked for, also for paths
 * that do not exist.
 */
final class Endpoint implements HttpHandler {

  static final String METRICS = "/metrics";
  static final String HEALTHY = "/-/healthy";
  static final String READY = "/-/ready";

  /** No password is asked for here: who probes a process seldom has one. */
  private static final Set<String> OPEN = Set.of(HEALTHY, READY);

  /** What the live page's script sends; a page of another server cannot without asking first. */
  private static final String FROM_SCRIPT = "X-Requested-With";

  private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

  private final Map<String, Resource> resources;
  private final Optional<Set<String>> hosts;
  private final Optional<PasswordGate> gate;
  private final Runnable requestRead;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * An endpoint.
   *
   * @param resources by path
   * @param hosts the host names to answer to, in lower case and without port; empty for all
   * @param gate who asks for a password; empty where nobody does
   * @param requestRead called on the exchange's thread when its headers have been read
   */
  Endpoint(
      Map<String, Resource> resources,
      Optional<Set<String>> hosts,
      Optional<PasswordGate> gate,
      Runnable requestRead) {
    this.resources = Map.copyOf(resources);
    this.hosts = hosts.map(Set::copyOf);
    this.gate = gate;
    this.requestRead = requestRead;
  }

  /**
   * Answers one request.
   *
   * <p>An exchange that failed is not closed here, but left to the server by an exception: closing
   * would read on what the client still owes, would end a torn answer as if it were whole, and the
   * server would keep the dead connection in its books for ever.
   */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    requestRead.run();
    setHeaders(exchange);
    if (hasBody(exchange)) {
      refuseBody(exchange);
    }
    route(exchange);
    exchange.close();
  }

  /** Those of every answer; a resource may set others. */
  private static void setHeaders(HttpExchange exchange) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }

  private void route(HttpExchange exchange) throws IOException {
    if (!isForUs(exchange)) {
      Answer.text(exchange, 403, "this server answers to the names of its own machine only\n");
      return;
    }
    String path = path(exchange.getRequestURI());
    if (!OPEN.contains(path) && !mayEnter(exchange)) {
      return;
    }
    Resource resource = resources.get(path);
    if (resource == null) {
      Answer.text(
          exchange,
          404,
          "there is %s, %s, %s and a page at /\n".formatted(METRICS, HEALTHY, READY));
    } else if (!isRead(exchange)) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      Answer.text(exchange, 405, "GET and HEAD only\n");
    } else {
      answer(exchange, path, resource);
    }
  }

  /** The raw path: an escaped one is another, and one that begins with two slashes is none. */
  private static String path(URI target) {
    boolean isPathOnly = target.getRawAuthority() == null || target.isAbsolute();
    return isPathOnly && target.getRawPath() != null ? target.getRawPath() : "";
  }

  /** Whether the password is right or not asked for; if not, the request is answered. */
  private boolean mayEnter(HttpExchange exchange) throws IOException {
    if (gate.isEmpty()) {
      return true;
    }
    switch (gate.get().decide(exchange.getRequestHeaders().getFirst("Authorization"))) {
      case ENTER -> {
        return true;
      }
      case REFUSE -> {
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge(exchange));
        Answer.text(exchange, 401, "a user name and password are needed\n");
      }
      case LATER -> {
        exchange.getResponseHeaders().set("Retry-After", "1");
        Answer.text(exchange, 429, "passwords are being checked one at a time; try again\n");
      }
    }
    return false;
  }

  /**
   * To a script of the live page a scheme that browsers do not know: at Basic they would put up
   * their dialog at each poll, over whatever the reader does; the page says it in words instead.
   */
  private static String challenge(HttpExchange exchange) {
    String scheme = exchange.getRequestHeaders().containsKey(FROM_SCRIPT) ? "X-Basic" : "Basic";
    return scheme + " realm=\"lambdascope\", charset=\"UTF-8\"";
  }

  private static boolean hasBody(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String length = headers.getFirst("Content-Length");
    return headers.containsKey("Transfer-Encoding") || (length != null && !length.equals("0"));
  }

  /** Without reading it: none is asked for, so it is long, slow or never comes. */
  private static void refuseBody(HttpExchange exchange) throws IOException {
    // To HEAD nothing can be answered without reading the body first.
    if (!exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Connection", "close");
      Answer.text(exchange, 413, "no body is taken\n");
      exchange.getResponseBody().flush();
    }
    throw new IOException("a request with a body");
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
      if (exchange.getResponseCode() != -1) {
        throw new IOException(path + " failed halfway", e);
      }
      exchange.getResponseHeaders().clear();
      setHeaders(exchange);
      Answer.text(exchange, 500, path + " failed; see the log of the process\n");
    }
  }

  private boolean isForUs(HttpExchange exchange) {
    URI target = exchange.getRequestURI();
    // A target such as proxies are sent counts in place of the header.
    String asked =
        target.isAbsolute()
            ? target.getRawAuthority()
            : exchange.getRequestHeaders().getFirst("Host");
    return hosts.isEmpty() || (asked != null && hosts.get().contains(withoutPort(asked)));
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
