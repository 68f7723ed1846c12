package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.lambdascope.prometheus.http.MetricsServer;
import io.lambdascope.prometheus.push.MetricsPush;
import io.lambdascope.prometheus.push.TextfileExport;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Each block of Java in docs/attach.md stands here between marks, and runs. */
class AttachDocTest {

  private static final Path PAGE = Path.of("..", "docs", "attach.md");
  private static final int ITERATIONS = 29;

  @TempDir Path directory;

  private final MultiLayerNetwork network = DropoutNetwork.create(0.5, 1);
  private final DataSetIterator data = DropoutNetwork.batches(Digits.load());
  private final int epochs = 1;

  private final List<String> posted = new CopyOnWriteArrayList<>();
  private HttpServer gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          posted.add(
              exchange.getRequestURI()
                  + "\n"
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
  }

  private static String get(URI url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void registry_hasTheRunWhileItLasts() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    // DOC
    try (ImplicitBiasListener listener =
            ImplicitBiasListener.builder().reference(Reference.withoutDropout()).attach(network);
        ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(listener)) {
      metrics.bindTo(registry);
      network.fit(data, epochs);
      // DOC
      assertThat(registry.get("lambdascope.iterations").functionCounter().count())
          .isEqualTo(ITERATIONS);
    }
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void otlp_publishesTheLastNumbers() {
    OtlpConfig config = key -> "otlp.url".equals(key) ? url() + "/v1/metrics" : null;
    try (ImplicitBiasListener listener =
            ImplicitBiasListener.builder().reference(Reference.withoutDropout()).attach(network);
        ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(listener)) {
      // DOC
      OtlpMeterRegistry registry = new OtlpMeterRegistry(config, Clock.SYSTEM);
      metrics.bindTo(registry);
      try {
        network.fit(data, epochs);
      } finally {
        registry.close(); // publishes a last time, while the meters are still there
      }
      // DOC
    }
    assertThat(posted).isNotEmpty().last().asString().contains("lambdascope.lambda.estimate");
  }

  @Test
  void push_hasTheLastSample() {
    URI gateway = url();
    // DOC
    try (MetricsPush push = MetricsPush.to(gateway).job("nightly").build();
        ImplicitBiasListener listener =
            push.watch(
                ImplicitBiasListener.builder()
                    .reference(Reference.withoutDropout())
                    .run("digits-7")
                    .attach(network))) {
      network.fit(data, epochs);
    }
    // DOC
    assertThat(posted)
        .singleElement()
        .asString()
        .startsWith("/metrics/job/nightly/")
        .contains("/run/digits-7")
        .containsPattern("lambdascope_iterations_total\\{[^}]*\\} " + ITERATIONS)
        .containsPattern("lambdascope_monitor_status\\{[^}]*status=\"closed\"[^}]*\\} 1");
  }

  @Test
  void textfile_hasTheLastSample() throws IOException {
    Path file = directory.resolve("digits.prom");
    // DOC
    try (TextfileExport export = TextfileExport.to(file);
        ImplicitBiasListener listener =
            export.watch(
                ImplicitBiasListener.builder()
                    .reference(Reference.withoutDropout())
                    .attach(network))) {
      network.fit(data, epochs);
    }
    // DOC
    assertThat(Files.readString(file))
        .containsPattern("lambdascope_iterations_total\\{[^}]*\\} " + ITERATIONS);
  }

  @Test
  void severalReferences_inOneServer_areToldApart() throws Exception {
    try (ImplicitBiasListener dropout =
            ImplicitBiasListener.builder()
                .reference(Reference.withoutDropout())
                .run("digits-7")
                .attach(network);
        ImplicitBiasListener penalties =
            ImplicitBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .run("digits-7")
                .attach(network);
        MetricsServer server =
            MetricsServer.builder().monitor(dropout).monitor(penalties).port(0).start()) {
      network.fit(data, epochs);
      assertThat(get(server.url()))
          .contains("reference=\"without_dropout\"")
          .contains("reference=\"without_penalties\"");
    }
  }

  @Test
  void runsThatComeAndGo_inOneServer_leaveNothing() throws Exception {
    int port = 0;
    List<MultiLayerNetwork> networks = List.of(network, DropoutNetwork.create(0.2, 2));
    // DOC
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (MetricsServer server = MetricsServer.builder().registry(registry).port(port).start()) {
      for (int fold = 0; fold < networks.size(); fold++) {
        MultiLayerNetwork next = networks.get(fold);
        try (ImplicitBiasListener listener =
                ImplicitBiasListener.builder()
                    .reference(Reference.withoutDropout())
                    .run("digits-7")
                    .model("fold-" + fold)
                    .attach(next);
            ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(listener)) {
          metrics.bindTo(registry);
          next.fit(data, epochs);
        }
      }
      // DOC
      assertThat(get(server.url())).doesNotContain("lambdascope");
    }
  }

  @Test
  void page_everyBlock_isCompiledHere() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java", AttachDocTest.class.getName().replace('.', '/') + ".java"));
    List<String> compiled =
        Pattern.compile(" *// DOC\\n(.*?) *// DOC", Pattern.DOTALL)
            .matcher(source)
            .results()
            .map(match -> shown(match.group(1)))
            .toList();
    List<String> blocks =
        Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> shown(match.group(1)))
            .toList();
    assertThat(blocks)
        .hasSize(compiled.size())
        .allSatisfy(block -> assertThat(compiled).contains(block));
  }

  /** Without indentation, and without the brackets that end what is cut off within. */
  private static String shown(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.equals("}"))
        .reduce("", (a, b) -> a + b + "\n");
  }
}
