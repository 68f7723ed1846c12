package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Ways of answering a request. Stateless. */
final class Answer {

  private Answer() {}

  /** A line or two for people and logs. */
  static void text(HttpExchange exchange, int code, String text) throws IOException {
    bytes(exchange, code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Any body; to HEAD, its headers alone. */
  static void bytes(HttpExchange exchange, int code, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(code, -1);
    } else {
      // 0 would mean a body of unknown length.
      exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
