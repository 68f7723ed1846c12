package io.lambdascope.prometheus.push;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The API of a Pushgateway. Safe for any thread; a request waits as long as the gateway lets it.
 */
final class Pushgateway {

  /** Of the gateway's answer in the message of a failure. */
  private static final int TOLD_BYTES = 300;

  private final URI base;
  private final HttpClient client;
  private final Optional<String> authorization;

  /**
   * A gateway.
   *
   * @param base without a slash at its end
   * @param authorization value of the header of that name; never shown
   */
  Pushgateway(URI base, HttpClient client, Optional<String> authorization) {
    this.base = base;
    this.client = client;
    this.authorization = authorization;
  }

  /**
   * Sends a request about one group.
   *
   * @throws IOException when the gateway cannot be reached or refuses; with its answer
   */
  void send(GroupingKey key, UnaryOperator<HttpRequest.Builder> method)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        method.apply(HttpRequest.newBuilder(URI.create(base + key.path())));
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() / 100 != 2) {
        String told = new String(body.readNBytes(TOLD_BYTES), StandardCharsets.UTF_8);
        throw new IOException(
            "status %d: %s".formatted(response.statusCode(), told.replaceAll("\\p{Cntrl}+", " ")));
      }
    }
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
