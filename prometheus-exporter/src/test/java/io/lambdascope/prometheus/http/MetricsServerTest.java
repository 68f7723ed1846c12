package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.prometheus.Exposition;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.lambdascope.prometheus.Snapshots;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint as a client sees it, over real sockets. */
@Timeout(60)
class MetricsServerTest {

  private static final String LOSS =
      "lambdascope_training_loss{model=\"mlp\",reference=\"without_dropout\",run=\"run-1\"}";

  private final HttpClient client = HttpClient.newHttpClient();
  @RegisterExtension private final StartedServers servers = new StartedServers();

  private MetricsServer start(MetricsServer.Builder builder) {
    return servers.start(builder);
  }

  private MetricsServer serving(SnapshotSource source) {
    return start(MetricsServer.builder().monitor(source));
  }

  private HttpResponse<String> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    return send("GET", uri, headers);
  }

  private HttpResponse<String> send(String method, URI uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void metrics_plainGet_isClassicTextOfTheMonitor() throws Exception {
    MetricsServer server = serving(Snapshots::running);

    HttpResponse<String> response = get(server.url());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(Exposition.series(response.body()))
        .hasSize(SeriesCount.of(2))
        .containsEntry(LOSS, 0.75);
    assertThat(server.url())
        .isEqualTo(URI.create("http://127.0.0.1:" + server.port() + "/metrics"));
  }

  @Test
  void metrics_acceptOpenMetrics_isOpenMetrics() throws Exception {
    HttpResponse<String> response =
        get(serving(Snapshots::running).url(), "Accept", Exposition.OPEN_METRICS);

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(response.body()).contains("# TYPE lambdascope_build info\n").endsWith("# EOF\n");
  }

  @Test
  void metrics_acceptGzip_isCompressed() throws Exception {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(serving(Snapshots::running).url())
                .header("Accept-Encoding", "gzip")
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains(LOSS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/-/healthy"})
  void head_knownPath_is200WithoutBody(String path) throws Exception {
    HttpResponse<String> response = send("HEAD", serving(Snapshots::empty).url().resolve(path));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metricsfoo",
        "/metrics/",
        "/metrics/x",
        "//metrics",
        "//localhost/metrics",
        "/-/healthy/x",
        "/-/"
      })
  void get_otherPath_is404(String path) throws Exception {
    URI metrics = serving(Snapshots::running).url();

    HttpResponse<String> response = get(URI.create("http://" + metrics.getAuthority() + path));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).doesNotContain("lambdascope_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "get"})
  void metrics_otherMethod_is405(String method) throws Exception {
    HttpResponse<String> response = send(method, serving(Snapshots::running).url());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(response.body()).doesNotContain("lambdascope_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost",
        "Host: LOCALHOST:%d",
        "Host: 127.0.0.1:%d",
        "Host: [::1]:%d",
        "host: [::1]"
      })
  void host_ofThisMachine_isServed(String header) throws Exception {
    assertThat(rawStatus(serving(Snapshots::running), header)).contains(" 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: evil.example:%d",
        "Host: localhost.evil.example",
        "Host: 127.0.0.1.evil.example",
        "Host: [::1].evil.example",
        "Host: evil.example\r\nX-Forwarded-Host: localhost",
        "X-Host: localhost"
      })
  void host_ofSomebodyElse_is403(String header) throws Exception {
    assertThat(rawStatus(serving(Snapshots::running), header)).contains(" 403 ");
  }

  /** The status line for a hand-written request; HttpClient does not let the Host be chosen. */
  private static String rawStatus(MetricsServer server, String header) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET /metrics HTTP/1.1\r\n"
                      + header.replace("%d", String.valueOf(server.port()))
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.contains(" 200 ")) {
        assertThat(answer).doesNotContain("lambdascope_");
      }
      return answer.lines().findFirst().orElseThrow();
    }
  }

  @Test
  void metrics_stateChangesAtEveryLook_everyScrapeIsOneFreshSnapshot() throws Exception {
    // Stricter than a writer thread, which may not get its turn between two readings.
    AtomicLong looks = new AtomicLong();
    MetricsServer server = serving(() -> Snapshots.numbered(looks.incrementAndGet()));

    double last = 0;
    for (int i = 0; i < 300; i++) {
      double state = intervalsAround(get(server.url()).body());
      assertThat(state).as("fresh at every scrape").isGreaterThan(last);
      last = state;
    }
  }

  /** The loss, after checking that estimates and intervals are of the same state. */
  private static double intervalsAround(String text) {
    Map<String, Double> series = Exposition.series(text);
    double state = series.get(LOSS);
    int checked = 0;
    for (Map.Entry<String, Double> entry : series.entrySet()) {
      if (entry.getKey().startsWith("lambdascope_lambda_estimate")) {
        String labels = entry.getKey().substring("lambdascope_lambda_estimate".length());
        double lower = series.get("lambdascope_lambda_ci_lower" + labels);
        double upper = series.get("lambdascope_lambda_ci_upper" + labels);
        assertThat(List.of(lower, entry.getValue(), upper))
            .containsExactly(state - 0.5, state, state + 0.5);
        checked++;
      }
    }
    assertThat(checked).isEqualTo(2);
    return state;
  }

  @Test
  void metrics_collectorFails_is500WithoutStackTrace() throws Exception {
    PrometheusMeterRegistry registry = Exposition.registry();
    registry
        .getPrometheusRegistry()
        .register(
            (Collector)
                () -> {
                  throw new IllegalArgumentException("a secret of the process");
                });
    MetricsServer server = start(MetricsServer.builder().registry(registry));

    HttpResponse<String> response = get(server.url());

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("/metrics failed; see the log of the process\n");
  }

  @Test
  void metrics_collectorThrowsError_is500WithoutStackTrace() throws Exception {
    PrometheusMeterRegistry registry = Exposition.registry();
    registry
        .getPrometheusRegistry()
        .register(
            (Collector)
                () -> {
                  throw new NoClassDefFoundError("a secret of the process");
                });

    HttpResponse<String> response = get(start(MetricsServer.builder().registry(registry)).url());

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void metrics_sourceFailsLater_is500AndRecovers() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    MetricsServer server =
        serving(
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("a secret of the process");
              }
              return Snapshots.running();
            });

    broken.set(true);
    HttpResponse<String> failed = get(server.url());
    broken.set(false);

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).doesNotContain("secret");
    assertThat(get(server.url()).statusCode()).isEqualTo(200);
  }

  @Test
  void monitor_two_bothAreServed() throws Exception {
    MetricsServer server =
        start(
            MetricsServer.builder()
                .monitor(Snapshots::running)
                .monitor(() -> Snapshots.empty(new Identity("run-2", "mlp", "without_dropout"))));

    assertThat(get(server.url()).body()).contains("run=\"run-1\"").contains("run=\"run-2\"");
  }

  @Test
  void registry_givenWithBoundMetrics_isServedFrozenAndSurvivesClose() throws Exception {
    PrometheusMeterRegistry registry = Exposition.registry();
    registry.counter("somebody.elses").increment();
    AtomicReference<MonitorSnapshot> published = new AtomicReference<>(Snapshots.numbered(1));
    // A clock that stands still: without freezing, the first snapshot would be served for ever.
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(published::get, () -> 0);
    metrics.bindTo(registry);
    MetricsServer server = start(MetricsServer.builder().registry(registry, metrics));

    assertThat(get(server.url()).body()).contains("somebody_elses_total 1.0");
    published.set(Snapshots.numbered(2));
    assertThat(Exposition.series(get(server.url()).body())).containsEntry(LOSS, 2.0);

    server.close();
    assertThat(registry.scrape()).contains("somebody_elses_total").contains(LOSS);
  }

  @Test
  void close_monitorBoundToGivenRegistry_takesItsSeriesOut() {
    PrometheusMeterRegistry registry = Exposition.registry();
    MetricsServer server =
        start(MetricsServer.builder().registry(registry).monitor(Snapshots::running));
    assertThat(registry.scrape()).contains(LOSS);

    server.close();

    assertThat(registry.scrape()).isEmpty();
    assertThat(registry.isClosed()).isFalse();
  }

  @Test
  void close_twice_stopsListeningAndFreesThePort() {
    MetricsServer server = serving(Snapshots::running);
    server.close();

    assertThatCode(server::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> get(server.url())).isInstanceOf(IOException.class);
    try (MetricsServer again =
        MetricsServer.builder().monitor(Snapshots::running).port(server.port()).start()) {
      assertThat(again.port()).isEqualTo(server.port());
    }
  }

  @Test
  void start_portInUse_namesPortAndRemedyAndLeavesNothingBehind() throws IOException {
    PrometheusMeterRegistry registry = Exposition.registry();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MetricsServer.Builder builder =
          MetricsServer.builder()
              .registry(registry)
              .monitor(Snapshots::running)
              .port(other.getLocalPort());

      assertThatThrownBy(builder::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + other.getLocalPort())
          .hasMessageContaining("port(0)");
    }
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void start_sameMonitorTwice_isRefusedAndLeavesNothingBehind() {
    PrometheusMeterRegistry registry = Exposition.registry();
    MetricsServer.Builder builder =
        MetricsServer.builder()
            .registry(registry)
            .monitor(Snapshots::running)
            .monitor(Snapshots::running)
            .port(0);

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("its own run, model or reference");
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void start_monitorRefused_leavesThePortFree() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    MetricsServer.Builder refused =
        MetricsServer.builder().monitor(Snapshots::running).monitor(Snapshots::running).port(port);
    assertThatThrownBy(refused::start).hasMessageContaining("its own run, model or reference");

    try (ServerSocket after = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(after.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void start_nothingToServe_isRefused() {
    assertThatThrownBy(() -> MetricsServer.builder().port(0).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("monitor(listener)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void host_reachableFromElsewhere_needsAllowRemote(String host) {
    MetricsServer.Builder builder =
        MetricsServer.builder().monitor(Snapshots::running).host(host).port(0);

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(host)
        .hasMessageContaining("allowRemote(true)");
  }

  @Test
  void host_remoteAllowed_answersToAnyHostName() throws Exception {
    MetricsServer server =
        start(
            MetricsServer.builder().monitor(Snapshots::running).host("0.0.0.0").allowRemote(true));

    assertThat(rawStatus(server, "Host: training-box.example:%d")).contains(" 200 ");
    assertThat(get(server.url()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void port_outOfRange_isRefused(int port) {
    assertThatThrownBy(() -> MetricsServer.builder().port(port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(port));
  }

  @Test
  void start_itsThreads_doNotKeepTheJvmAlive() throws Exception {
    MetricsServer server = serving(Snapshots::running);
    get(server.url());

    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(
                thread ->
                    thread.getName().startsWith("lambdascope-metrics")
                        || thread.getName().contains("HTTP-Dispatcher"))
            .toList();

    assertThat(threads).hasSizeGreaterThanOrEqualTo(2).allMatch(Thread::isDaemon);
  }

  @Test
  void start_clientsOwnPortProperty_isNotObeyed() {
    // The client's HTTPServer lets this property override the port set in code.
    System.setProperty("io.prometheus.exporter.http_server.port", "1");
    try {
      assertThat(serving(Snapshots::running).port()).isNotEqualTo(1);
    } finally {
      System.clearProperty("io.prometheus.exporter.http_server.port");
    }
  }

  @Test
  void start_anyServer_doesNotSetTheJvmWideTimeLimits() {
    serving(Snapshots::running);

    assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isNull();
    assertThat(System.getProperty("sun.net.httpserver.maxRspTime")).isNull();
  }
}
