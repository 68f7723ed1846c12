package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.testing.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Who reads the live page in a real browser, and the servers it is read from: registered by each
 * test of the page. All tests share one browser, for its start takes seconds; each finds it as a
 * desktop in daylight, and its servers are closed after it.
 */
final class PageReader implements BeforeEachCallback, AfterEachCallback {

  /** The chart of the scripted run's first term. */
  static final String L2 = "[data-chart='l2']";

  private static final Namespace NAMESPACE = Namespace.create(PageReader.class);

  private final List<MetricsServer> servers = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private @Nullable Browser shared;

  /** Of the whole test run: the root's store is closed at its end, and the browser with it. */
  private record SharedBrowser(Browser browser) implements AutoCloseable {
    @Override
    public void close() {
      browser.close();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Browser.require();
    shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                SharedBrowser.class,
                unused -> new SharedBrowser(Browser.start()),
                SharedBrowser.class)
            .browser();
    shared.size(1280, 900);
    shared.scheme("light");
    // The page of the test before would still be asking its server, which is gone.
    shared.open(URI.create("about:blank"));
    shared.complaints();
    shared.requests();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    servers.forEach(MetricsServer::close);
    servers.clear();
  }

  Browser browser() {
    if (shared == null) {
      throw new IllegalStateException("no browser was started");
    }
    return shared;
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  /** Serves monitors at a port, 0 for any. */
  MetricsServer serve(int port, SnapshotSource... monitors) {
    return serve(port, server -> server, monitors);
  }

  /** The same by further settings. */
  MetricsServer serve(
      int port, UnaryOperator<MetricsServer.Builder> settings, SnapshotSource... monitors) {
    MetricsServer.Builder builder = MetricsServer.builder().port(port);
    for (SnapshotSource monitor : monitors) {
      builder.monitor(monitor);
    }
    MetricsServer server = settings.apply(builder).start();
    servers.add(server);
    return server;
  }

  /** Serves a run, and opens its page. */
  MetricsServer open(SnapshotSource run) {
    MetricsServer server = serve(0, run);
    browser().open(server.page());
    return server;
  }

  /** What a server without a password answers. */
  String get(URI uri) {
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode series(MetricsServer server) throws IOException {
    return json.readTree(get(server.page().resolve("/api/series")));
  }

  /** Trains to each of the iterations, and waits until the server has kept a point there. */
  void train(MetricsServer server, ScriptedRun run, long from, long to, long by) {
    for (long i = from; i <= to; i += by) {
      long iteration = i;
      run.to(iteration);
      soon()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> last(series(server).path("points")).path(1).asLong() == iteration);
    }
  }

  void awaitIteration(long iteration) {
    soon()
        .untilAsserted(
            () -> assertThat(browser().text("#iteration")).isEqualTo(String.valueOf(iteration)));
  }

  void awaitStatus(String beginning) {
    soon().untilAsserted(() -> assertThat(browser().text("#status")).startsWith(beginning));
  }

  /** What is drawn in a chart: the iterations, and each series. */
  JsonNode drawn(String chart) {
    return browser()
        .evaluate("return document.querySelector(arguments[0] + ' .plot').uplot.data", chart);
  }

  /** Names of the charts in their order. */
  List<String> charts() {
    return texts(
        browser()
            .evaluate("return [...document.querySelectorAll('.chart')].map(c => c.dataset.chart)"));
  }

  static JsonNode last(JsonNode array) {
    return array.path(array.size() - 1);
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
