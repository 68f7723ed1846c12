package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.prometheus.Snapshots;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who must say a password, and what without one is told. */
@Timeout(60)
class BasicAuthTest {

  @RegisterExtension private final StartedServers servers = new StartedServers();

  private MetricsServer start(MetricsServer.Builder builder) {
    return servers.start(builder.monitor(Snapshots::running));
  }

  private MetricsServer guarded() {
    return start(MetricsServer.builder().basicAuth("prometheus", "open sesame: ä"));
  }

  private static HttpResponse<String> send(
      MetricsServer server, String method, String path, @Nullable String said) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url().resolve(path)).method(method, BodyPublishers.noBody());
    if (said != null) {
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(said.getBytes(StandardCharsets.UTF_8)));
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void metrics_rightPassword_isServed() throws Exception {
    MetricsServer server = guarded();

    HttpResponse<String> response = send(server, "GET", "/metrics", "prometheus:open sesame: ä");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("lambdascope_training_loss");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "prometheus:open sesame",
        "prometheus:",
        "alibaba:open sesame: ä",
        ":open sesame: ä",
        "PROMETHEUS:open sesame: ä"
      })
  void metrics_anythingElse_is401AndTellsNothing(@Nullable String said) throws Exception {
    HttpResponse<String> response = send(guarded(), "GET", "/metrics", said);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Basic realm=\"lambdascope\", charset=\"UTF-8\"");
    assertThat(response.body()).isEqualTo("a user name and password are needed\n");
  }

  @ParameterizedTest
  @CsvSource({"GET, /nothing", "GET, /", "POST, /metrics", "HEAD, /metrics"})
  void anyRequest_withoutPassword_is401WhateverIsThere(String method, String path)
      throws Exception {
    assertThat(send(guarded(), method, path, null).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/healthy", "/-/ready"})
  void health_withoutPassword_isTold(String path) throws Exception {
    HttpResponse<String> response = send(guarded(), "GET", path, null);

    // Of a monitor that is detached.
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("gave up");
  }

  @Test
  void password_slowHash_servesOnceItIsKnown() throws Exception {
    MetricsServer server =
        start(MetricsServer.builder().basicAuth("prometheus", PasswordHash.of("open sesame")));

    assertThat(send(server, "GET", "/metrics", "prometheus:open sesame").statusCode())
        .isEqualTo(200);
    assertThat(send(server, "GET", "/metrics", "prometheus:guess 1").statusCode()).isEqualTo(401);
    HttpResponse<String> atOnce = send(server, "GET", "/metrics", "prometheus:guess 2");
    assertThat(atOnce.statusCode()).isEqualTo(429);
    assertThat(atOnce.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(send(server, "GET", "/metrics", "prometheus:open sesame").statusCode())
        .isEqualTo(200);
  }

  @Test
  void host_reachableFromElsewhere_isAllowedWithPassword() throws Exception {
    MetricsServer server =
        start(MetricsServer.builder().host("0.0.0.0").basicAuth("prometheus", "open sesame"));

    assertThat(send(server, "GET", "/metrics", null).statusCode()).isEqualTo(401);
    assertThat(send(server, "GET", "/metrics", "prometheus:open sesame").statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/-/healthy", "/nothing"})
  void anyAnswer_forbidsGuessingTypesAndKeepingCopies(String path) throws Exception {
    HttpResponse<String> response = send(guarded(), "GET", path, null);

    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
        .hasValue("same-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "'', secret, 'username must have at least one character and no colon, was \"\"'",
    "a:b, secret, 'no colon, was \"a:b\"'",
    "a, '', 'the password is empty; choose one'"
  })
  void basicAuth_wrongParts_areRefused(String username, String password, String why) {
    assertThatThrownBy(() -> MetricsServer.builder().basicAuth(username, password))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
