package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lambdascope.prometheus.Snapshots;
import io.lambdascope.prometheus.testing.HostileClients;
import io.lambdascope.prometheus.testing.HostileRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that mean no good: a good one is served beside them, and after them. */
@Timeout(120)
class EndpointLimitsTest {

  private static final long SEED = 20_260_611;

  /** Many more than there are threads. */
  private static final int CLIENTS = 100;

  /** Those that hold a connection for as long as they are let. */
  private static final Set<HostileRequest> SLOW =
      EnumSet.of(
          HostileRequest.SILENCE,
          HostileRequest.HALF_A_LINE,
          HostileRequest.SLOW_HEADERS,
          HostileRequest.SLOW_BODY,
          HostileRequest.MISSING_BODY,
          HostileRequest.NO_READING,
          HostileRequest.HALF_A_HANDSHAKE);

  @RegisterExtension private final StartedServers servers = new StartedServers();

  private MetricsServer start(MetricsServer.Builder builder) {
    return servers.start(builder.monitor(Snapshots::running));
  }

  private MetricsServer server() {
    return start(MetricsServer.builder());
  }

  /** On a connection of its own, as a scraper that comes anew. */
  private static int status(int port) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(Duration.ofSeconds(20))
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private static void assertServes(int port) throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(status(port)).isEqualTo(200);
    }
  }

  static Set<HostileRequest> slow() {
    return SLOW;
  }

  @ParameterizedTest
  @MethodSource("slow")
  void metrics_manySlowClients_areServedDuringAndAfter(HostileRequest kind) throws Exception {
    MetricsServer server = server();
    try (HostileClients attack = HostileClients.start(server.port(), Set.of(kind), CLIENTS, SEED)) {
      await().until(() -> attack.played().get(kind) >= CLIENTS);
      assertServes(server.port());
    }
    assertServes(server.port());
  }

  @ParameterizedTest
  @EnumSource(HostileRequest.class)
  void metrics_fewClientsOfAnyKind_areServedDuringAndAfter(HostileRequest kind) throws Exception {
    MetricsServer server = server();
    try (HostileClients attack = HostileClients.start(server.port(), Set.of(kind), 4, SEED)) {
      await().until(() -> attack.played().get(kind) >= (SLOW.contains(kind) ? 4 : 20));
      assertServes(server.port());
    }
    assertServes(server.port());
  }

  @Test
  void metrics_allKindsAtOnce_areServedDuringAndAfter() throws Exception {
    MetricsServer server = server();
    try (HostileClients attack =
        HostileClients.start(server.port(), EnumSet.allOf(HostileRequest.class), 4, SEED)) {
      await()
          .until(
              () ->
                  attack.played().entrySet().stream()
                      .allMatch(
                          each -> each.getValue() >= (SLOW.contains(each.getKey()) ? 4 : 20)));
      assertServes(server.port());
    }
    assertServes(server.port());
  }

  @Test
  void requestTime_headersThatNeverEnd_isHungUpOnThoughNobodyWaits() throws Exception {
    MetricsServer server = start(MetricsServer.builder().requestTime(Duration.ofMillis(300)));
    try (Socket socket = RawClient.connect(server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(RawClient.isHungUp(socket)).isTrue();
    }
  }

  @Test
  void answerTime_answersThatAreNotRead_isHungUpOnThoughNobodyWaits() throws Exception {
    MetricsServer server = start(MetricsServer.builder().answerTime(Duration.ofMillis(300)));
    try (Socket socket = RawClient.connect(server.port())) {
      OutputStream out = socket.getOutputStream();
      byte[] request =
          "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

      // Until no buffer on the way takes more; then this blocks, or fails when it is hung up on.
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(request);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertServes(server.port());
  }

  @Test
  void metrics_body_isRefusedUnread() throws Exception {
    MetricsServer server = server();

    assertThat(
            RawClient.exchange(
                server.port(),
                "GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ")
        .doesNotContain("lambdascope_");
    assertThat(
            RawClient.exchange(
                server.port(),
                "HEAD /metrics HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .isEmpty();
  }

  static List<String> malformed() {
    return HostileRequest.MALFORMED_REQUESTS;
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void get_malformedRequest_isRefused(String request) throws Exception {
    MetricsServer server = server();

    assertThat(RawClient.exchange(server.port(), request)).matches("(?s)(HTTP/1.1 [45].*)?");
    assertServes(server.port());
  }

  static List<String> pathsOut() {
    return HostileRequest.PATHS_OUT;
  }

  @ParameterizedTest
  @MethodSource("pathsOut")
  void get_pathOutOfATree_isRefused(String target) throws Exception {
    assertThat(
            RawClient.exchange(
                server().port(),
                "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 40")
        .doesNotContain("lambdascope_", "root:");
  }

  @Test
  void get_targetWithHost_countsInPlaceOfTheHeader() throws Exception {
    int port = server().port();

    assertThat(absolute(port, "http://localhost:" + port, "evil.example")).contains(" 200 ");
    assertThat(absolute(port, "http://evil.example", "localhost")).contains(" 403 ");
  }

  private static String absolute(int port, String target, String host) throws IOException {
    return RawClient.exchange(
            port,
            "GET %s/metrics HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                .formatted(target, host))
        .lines()
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"LONG_LINE", "LONG_HEADER", "MANY_HEADERS"})
  void get_tooMuch_isHungUpOnWithoutAnswer(HostileRequest kind) throws Exception {
    StringBuilder headers = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      headers.append("X-").append(i).append(": a\r\n");
    }
    String much = "a".repeat(1 << 20);
    String request =
        switch (kind) {
          case LONG_LINE -> "GET /metrics?" + much + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
          case LONG_HEADER ->
              "GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-a: " + much + "\r\n\r\n";
          default -> "GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        };

    assertThat(RawClient.exchange(server().port(), request)).isEmpty();
  }

  @Test
  void get_noise_neverStopsTheServer() throws Exception {
    MetricsServer server = server();
    Random random = new Random(SEED);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      try (Socket socket = RawClient.connect(server.port())) {
        socket.getOutputStream().write(noise);
        socket.shutdownOutput();
        assertThat(RawClient.exchange(socket, "")).doesNotContain("lambdascope_");
      }
    }
    assertServes(server.port());
  }

  @Test
  void connections_moreThanTheLimit_areHungUpOnAndTheServerRecovers() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start()) {
      try {
        for (int i = 0; i < JvmSettings.CONNECTIONS; i++) {
          silent.add(RawClient.connect(server.port()));
        }
        try (Socket oneTooMany = RawClient.connect(server.port())) {
          assertThat(RawClient.isHungUp(oneTooMany)).isTrue();
        }
      } finally {
        for (Socket socket : silent) {
          socket.close();
        }
      }
      await().ignoreExceptions().until(() -> status(server.port()) == 200);
    }
  }

  @Test
  void connections_endedInAnyWay_areForgotten() throws Exception {
    // One that stayed in the server's books would take one of the few places for ever.
    int places = 20;
    try (ServerProcess server = ServerProcess.start("-Djdk.httpserver.maxConnections=" + places)) {
      Set<HostileRequest> kinds =
          EnumSet.complementOf(EnumSet.of(HostileRequest.SILENCE, HostileRequest.HALF_A_LINE));
      for (HostileRequest kind : kinds) {
        try (HostileClients attack = HostileClients.start(server.port(), Set.of(kind), 4, SEED)) {
          await().until(() -> attack.played().get(kind) >= (SLOW.contains(kind) ? 4 : 2 * places));
        }
      }
      for (int i = 0; i < 2 * places; i++) {
        RawClient.exchange(
            server.port(),
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
      }
      await().ignoreExceptions().until(() -> status(server.port()) == 200);
    }
  }
}
