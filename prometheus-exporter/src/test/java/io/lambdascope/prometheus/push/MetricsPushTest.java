package io.lambdascope.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.prometheus.Snapshots;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may go wrong with a gateway, and that it goes no further. */
class MetricsPushTest {

  /** Far more than the timeouts below: what takes longer hangs. */
  private static final Duration HANGS = Duration.ofSeconds(60);

  private static final Duration SHORT = Duration.ofMillis(200);

  private static final URI NOBODY = URI.create("http://127.0.0.1:9");

  @Test
  void close_nobodyListens_isNoError() throws IOException {
    URI free = URI.create("http://127.0.0.1:" + PrometheusProcess.freePort());
    MetricsPush push = MetricsPush.to(free).build();
    push.watch(Snapshots::running);
    assertTimeoutPreemptively(
        HANGS,
        () -> {
          assertThat(push.pushNow()).isFalse();
          assertThat(push.delete()).isFalse();
          push.close();
          push.close();
          assertThat(push.pushNow()).as("closed").isFalse();
        });
  }

  /** A gateway that takes the connection and says no more than this. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 500 Bad\r\nContent-Length: 1000\r\n\r\nwait for the rest of it"})
  void close_gatewayHangs_isGivenUp(String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      List<Socket> connections = new CopyOnWriteArrayList<>();
      Thread accepting =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket socket = server.accept();
                    connections.add(socket);
                    OutputStream out = socket.getOutputStream();
                    out.write(answer.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                  }
                } catch (IOException e) {
                  // The server is closed: the test is over.
                }
              });
      accepting.setDaemon(true);
      accepting.start();
      MetricsPush push =
          MetricsPush.to(URI.create("http://127.0.0.1:" + server.getLocalPort()))
              .timeout(SHORT)
              .build();
      push.watch(Snapshots::running);

      assertTimeoutPreemptively(HANGS, push::close);

      assertThat(connections).as("it was tried once").hasSize(1);
      connections.get(0).close();
    }
  }

  @Test
  void close_sourceHangsOrThrows_isGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    boolean[] atWork = {false};
    SnapshotSource stuck =
        () -> {
          if (atWork[0]) {
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
          return Snapshots.running();
        };
    MetricsPush push = MetricsPush.to(NOBODY).timeout(SHORT).build();
    push.watch(stuck);
    atWork[0] = true;
    assertTimeoutPreemptively(HANGS, push::close);

    boolean[] broken = {false};
    MetricsPush second = MetricsPush.to(NOBODY).build();
    second.watch(
        () -> {
          if (broken[0]) {
            throw new IllegalStateException("broken on purpose");
          }
          return Snapshots.running();
        });
    broken[0] = true;
    assertThat(second.pushNow()).isFalse();
  }

  @Test
  void close_threadIsInterrupted_pushesAndLeavesItSo() throws IOException {
    try (Gateway gateway = new Gateway(200)) {
      MetricsPush push = MetricsPush.to(gateway.url()).build();
      push.watch(Snapshots::running);
      Thread.currentThread().interrupt();
      push.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(gateway.requests).hasSize(1);
    }
  }

  @Test
  void pushNow_basicAuth_isSentAndNowhereShown() throws IOException {
    try (Gateway gateway = new Gateway(200)) {
      MetricsPush push =
          MetricsPush.to(URI.create(gateway.url() + "/behind/a/proxy/"))
              .basicAuth("someone", "geheim: ö")
              .build();
      push.watch(Snapshots::running);
      assertThat(push.pushNow()).isTrue();
      String expected =
          Base64.getEncoder().encodeToString("someone:geheim: ö".getBytes(StandardCharsets.UTF_8));
      assertThat(gateway.requests)
          .singleElement()
          .satisfies(
              request ->
                  assertThat(request)
                      .startsWith("PUT /behind/a/proxy/metrics/job/lambdascope/")
                      .contains("Basic " + expected)
                      .contains("lambdascope_samples_total"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 500})
  void pushNow_refused_isFalse(int status) throws IOException {
    try (Gateway gateway = new Gateway(status)) {
      MetricsPush push = MetricsPush.to(gateway.url()).build();
      push.watch(Snapshots::running);
      assertThat(push.pushNow()).isFalse();
      assertThat(gateway.requests).as("no second attempt").hasSize(1);
    }
  }

  @Test
  void pushNow_nothingWatched_isFalseAndNothingSent() throws IOException {
    try (Gateway gateway = new Gateway(200);
        MetricsPush push = MetricsPush.to(gateway.url()).build()) {
      assertThat(push.pushNow()).isFalse();
      assertThat(gateway.requests).isEmpty();
    }
  }

  @Test
  void watch_sameIdentityTwice_isRefused() {
    MetricsPush push = MetricsPush.to(NOBODY).build();
    push.watch(Snapshots::running);
    assertThatThrownBy(() -> push.watch(Snapshots::empty))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run \"run-1\"")
        .hasMessageContaining("its own run, model or reference");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "host:9091",
        "http:///path",
        "http://user:secret@host:9091",
        "http://user:secret@no_host_name:9091",
        "http:user:secret@host:9091",
        "http://host?token=secret",
        "http://host#x"
      })
  void to_noGateway_isRefusedWithoutThePassword(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricsPush.to(URI.create(url)))
        .satisfies(
            e -> assertThat(e.getMessage()).contains("Pushgateway").doesNotContain("secret"));
  }

  @Test
  void builder_badSettings_areRefused() {
    MetricsPushBuilder builder = MetricsPush.to(NOBODY);
    for (String label : List.of("", "1st", "with-dash", "__hidden", "job", "regularizer", "run")) {
      assertThatIllegalArgumentException()
          .as(label)
          .isThrownBy(() -> builder.grouping(label, "x"))
          .withMessageContaining("\"" + label + "\"");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> builder.job(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.basicAuth("a:b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
  }

  /** Answers every request with one status, and remembers what was asked. */
  private static final class Gateway implements AutoCloseable {
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Gateway(int status) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            requests.add(
                "%s %s\n%s\n%s"
                    .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getOrDefault("Authorization", List.of()),
                        new String(
                            exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      server.start();
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
