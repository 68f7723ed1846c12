package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * What is at one path. Asked only for GET and HEAD, of that very path, by who may ask. Any thread,
 * and several at once.
 */
@FunctionalInterface
interface Resource {

  /**
   * Answers, by {@link Answer}; does not close the exchange.
   *
   * @throws IOException when the client is gone
   */
  void answer(HttpExchange exchange) throws IOException;
}
