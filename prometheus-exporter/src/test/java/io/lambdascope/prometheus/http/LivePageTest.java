package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.Verdict;
import io.lambdascope.prometheus.Exposition;
import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.testing.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page as its reader sees it, in a real browser. */
class LivePageTest {

  private static final Path PICTURES = Path.of("target", "screenshots");

  private static final String L2 = "[data-chart='l2']";

  private static @Nullable Browser started;

  private final ScriptedRun run = new ScriptedRun();
  private final List<MetricsServer> servers = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void startBrowser() {
    Browser.require();
    started = Browser.start();
  }

  @AfterAll
  static void closeBrowser() {
    if (started != null) {
      started.close();
    }
  }

  @AfterEach
  void closeServers() {
    servers.forEach(MetricsServer::close);
  }

  private static Browser browser() {
    if (started == null) {
      throw new IllegalStateException("no browser was started");
    }
    return started;
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  private MetricsServer serve(int port, SnapshotSource... monitors) {
    MetricsServer.Builder builder = MetricsServer.builder().port(port);
    for (SnapshotSource monitor : monitors) {
      builder.monitor(monitor);
    }
    MetricsServer server = builder.start();
    servers.add(server);
    return server;
  }

  /** Serves the run, and opens its page as a desktop in daylight. */
  private MetricsServer open() {
    MetricsServer server = serve(0, run);
    browser().size(1280, 900);
    browser().scheme("light");
    browser().complaints();
    browser().open(server.page());
    return server;
  }

  private String get(URI uri) {
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private JsonNode series(MetricsServer server) throws IOException {
    return json.readTree(get(server.page().resolve("/api/series")));
  }

  /** Trains to each of the iterations, and waits until the server has kept a point there. */
  private void train(MetricsServer server, long from, long to, long by) {
    for (long i = from; i <= to; i += by) {
      long iteration = i;
      run.to(iteration);
      soon()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                JsonNode points = series(server).path("points");
                return points.path(points.size() - 1).path(1).asLong() == iteration;
              });
    }
  }

  private static void awaitIteration(long iteration) {
    soon()
        .untilAsserted(
            () -> assertThat(browser().text("#iteration")).isEqualTo(String.valueOf(iteration)));
  }

  /** What is drawn in a chart: the iterations, and each series. */
  private static JsonNode drawn(String chart) {
    return browser()
        .evaluate("return document.querySelector(arguments[0] + ' .plot').uplot.data", chart);
  }

  private static JsonNode last(JsonNode series) {
    return series.path(series.size() - 1);
  }

  private static JsonNode charts() {
    return browser()
        .evaluate("return [...document.querySelectorAll('.chart')].map(c => c.dataset.chart)");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static void awaitStatus(String beginning) {
    soon().untilAsserted(() -> assertThat(browser().text("#status")).startsWith(beginning));
  }

  @Test
  void charts_lastValues_areThoseOfMetrics() throws IOException {
    MetricsServer server = open();
    train(server, 0, 40, 4);
    awaitIteration(40);

    Map<String, Double> metrics = Exposition.series(get(server.url()));
    String ofRun = "{model=\"mlp\",reference=\"without_dropout\"%s,run=\"run-1\"}";
    String ofL2 =
        "{group=\"all\",model=\"mlp\",reference=\"without_dropout\",regularizer=\"l2\",run=\"run-1\"}";

    JsonNode l2 = drawn(L2);
    assertThat(last(l2.path(0)).asLong()).isEqualTo(40);
    assertThat(last(l2.path(1)).asDouble())
        .isEqualTo(metrics.get("lambdascope_lambda_estimate" + ofL2));
    assertThat(last(l2.path(2)).asDouble())
        .isEqualTo(metrics.get("lambdascope_lambda_ci_lower" + ofL2));
    assertThat(last(l2.path(3)).asDouble())
        .isEqualTo(metrics.get("lambdascope_lambda_ci_upper" + ofL2));
    assertThat(last(drawn("[data-chart='loss']").path(1)).asDouble())
        .isEqualTo(metrics.get("lambdascope_training_loss" + ofRun.formatted("")));
  }

  @Test
  void table_isTheSnapshot() throws IOException {
    train(open(), 12, 12, 1);
    awaitIteration(12);

    List<Coefficient> coefficients = run.snapshot().estimate().orElseThrow().coefficients();
    JsonNode shown =
        browser()
            .evaluate(
                "return [...document.querySelectorAll('#terms tr')].map(r =>"
                    + " [...r.querySelectorAll('data')].map(d => Number(d.value)))");
    assertThat(shown).hasSize(3);
    for (int j = 0; j < 3; j++) {
      assertThat(shown.path(j).path(0).asDouble()).isEqualTo(coefficients.get(j).value());
      assertThat(shown.path(j).path(1).asDouble()).isEqualTo(coefficients.get(j).standardError());
      assertThat(shown.path(j).path(2).asDouble()).isEqualTo(0.25);
    }
    assertThat(browser().text("[data-term='l1/layer_0']"))
        .contains("l1/layer_0", "yes", "supported", "25.0 %", "stable");
    assertThat(browser().text("#interval-heading")).isEqualTo("95% interval");
  }

  @Test
  void regularizer_switchedByKeyboard_isGoneAndComesBack() throws IOException {
    MetricsServer server = open();
    train(server, 0, 8, 4);
    awaitIteration(8);
    assertThat(texts(charts())).containsExactly("loss", "l2", "l1/layer_0", "gradient_norm");

    browser().element("#toggles [data-term='l2']").sendKeys(Keys.SPACE);
    assertThat(texts(charts())).containsExactly("loss", "l1/layer_0", "gradient_norm");
    assertThat(pressed("l2")).isEqualTo("false");
    // The table keeps it: it says what is, not what is looked at.
    assertThat(browser().elements("#terms tr")).hasSize(3);

    browser().open(URI.create(browser().evaluate("return location.href").asText()));
    awaitIteration(8);
    assertThat(texts(charts())).containsExactly("loss", "l1/layer_0", "gradient_norm");

    browser().element("#toggles [data-term='l2']").sendKeys(Keys.ENTER);
    assertThat(texts(charts())).containsExactly("loss", "l2", "l1/layer_0", "gradient_norm");
    assertThat(pressed("l2")).isEqualTo("true");
  }

  private static String pressed(String term) {
    return browser()
        .evaluate(
            "return document.querySelector(`#toggles [data-term='${arguments[0]}']`).ariaPressed",
            term)
        .asText();
  }

  @Test
  void care_whatSpeaksAgainstTrust_isSaidAndGoes() throws IOException {
    train(open(), 0, 0, 1);
    awaitIteration(0);
    assertThat(browser().element("#care").isDisplayed()).isFalse();

    run.identified(false)
        .valid(false)
        .etaCurvature(2.5)
        .drift(0)
        .verdict(Verdict.NOT_SUPPORTED)
        .failures(Map.of(FailureReason.REFERENCE, 2L));
    soon()
        .untilAsserted(
            () ->
                assertThat(browser().text("#care"))
                    .contains(
                        "λ of l2 is not identified",
                        "its gradient is zero or a combination of the others'",
                        "ηh is 2.50, above 2",
                        "The reference is outside its range",
                        "λ of l2 is drifting",
                        "up since iteration 0",
                        "l2 is not supported as an explanation",
                        "a random direction would explain as much",
                        "2 failures (reference 2)"));
    assertThat(browser().element("#announcement").getDomProperty("textContent"))
        .contains("λ of l2 is not identified", "λ of l2 is drifting");
    assertThat(browser().text("[data-term='l2']")).contains("–", "no");

    run.identified(true)
        .valid(true)
        .etaCurvature(1)
        .settled()
        .verdict(Verdict.SUPPORTED)
        .failures(Map.of());
    soon().until(() -> !browser().element("#care").isDisplayed());
  }

  @Test
  void drift_isMarkedAtItsOnset() throws IOException {
    MetricsServer server = open();
    train(server, 0, 100, 10);
    awaitIteration(100);
    assertThat(inkAt(60)).isLessThan(30);

    run.drift(60);
    soon().untilAsserted(() -> assertThat(inkAt(60)).isGreaterThan(60));
    assertThat(inkAt(30)).isLessThan(30);
    assertThat(browser().text(L2 + " .caption"))
        .contains("Drift up from iteration 60, seen at 100");
    assertThat(browser().text("[data-term='l2']")).contains("drifting", "up from iteration 60");
  }

  /** How many pixels at an iteration of the chart are of the colour of marks. */
  private static int inkAt(long iteration) {
    return browser()
        .evaluate(
            """
            const u = document.querySelector(arguments[0] + ' .plot').uplot;
            const hex = getComputedStyle(document.documentElement).getPropertyValue('--ink').trim();
            const ink = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
            const x = Math.round(u.valToPos(arguments[1], 'x', true));
            const {data} = u.ctx.getImageData(x - 1, u.bbox.top, 3, u.bbox.height);
            let n = 0;
            for (let i = 0; i < data.length; i += 4) {
              n += ink.every((c, k) => Math.abs(c - data[i + k]) < 40) ? 1 : 0;
            }
            return n;
            """,
            L2,
            iteration)
        .asInt();
  }

  @Test
  void openedLate_showsTheBeginning() throws IOException {
    MetricsServer server = serve(0, run);
    train(server, 0, 50, 5);

    browser().open(server.page());
    awaitIteration(50);

    JsonNode iterations = drawn(L2).path(0);
    assertThat(iterations).hasSize(11);
    assertThat(iterations.path(0).asLong()).isZero();
    assertThat(last(iterations).asLong()).isEqualTo(50);
  }

  @Test
  void serverRestart_isSaidAndRecoveredFrom() throws IOException {
    MetricsServer first = open();
    train(first, 0, 90, 10);
    awaitIteration(90);

    first.close();
    awaitStatus("Connection lost, trying again");
    // What was known stays readable meanwhile.
    assertThat(browser().text("[data-term='l2']")).contains("supported");

    run.to(7);
    serve(first.port(), run);
    awaitIteration(7);
    awaitStatus("Running");
    JsonNode iterations = drawn(L2).path(0);
    assertThat(iterations).hasSize(1);
    assertThat(iterations.path(0).asLong()).isEqualTo(7);
  }

  @Test
  void endedAndDetached_areSaid() throws IOException {
    train(open(), 3, 3, 1);
    awaitStatus("Running");
    run.status(Status.DETACHED);
    awaitStatus("Detached");
    assertThat(browser().text("#care")).contains("The monitor gave up");
    run.to(4).status(Status.CLOSED);
    awaitStatus("Ended");
    awaitIteration(4);
    assertThat(browser().element("#care").isDisplayed()).isFalse();
  }

  @Test
  void beforeTheFirstSample_saysWhatIsWaitedFor() {
    open();
    awaitStatus("Waiting for training");
    assertThat(browser().text("#empty")).contains("No iteration of training has been seen yet");
    assertThat(browser().element("#courses").isDisplayed()).isFalse();
    assertThat(browser().text("[data-term='l2']")).contains("no sample yet");
    run.to(0);
    awaitStatus("Running");
    assertThat(browser().element("#empty").isDisplayed()).isFalse();
    assertThat(browser().element("#courses").isDisplayed()).isTrue();
  }

  @Test
  void attribution_isShownWhereItIsOn() throws IOException {
    MetricsServer server = open();
    train(server, 0, 10, 5);
    awaitIteration(10);
    assertThat(texts(charts())).doesNotContain("attribution");

    run.attribution();
    train(server, 15, 25, 5);
    awaitIteration(25);
    assertThat(texts(charts())).contains("attribution");
    assertThat(
            texts(
                browser()
                    .evaluate(
                        "return [...document.querySelectorAll('.legend li')].map(l => l.firstChild.nextSibling.data.trim())")))
        .containsExactly("mini-batching", "dropout and noise", "penalties and updater");
    // The updater's share is negative at 25, and stacked below zero.
    JsonNode stacks = drawn("[data-chart='attribution']");
    double rule = series(server).path("state").path("causes").path(2).path("share").asDouble();
    assertThat(rule).isNegative();
    assertThat(last(stacks.path(7)).asDouble()).isEqualTo(rule);
    assertThat(last(stacks.path(4)).asDouble() + rule).isBetween(1 - 1e-12, 1 + 1e-12);
  }

  @Test
  void monitors_several_areChosenFrom() throws IOException {
    ScriptedRun other =
        new ScriptedRun(new Identity("run-2", "mlp", "full_batch"), List.of(Term.of("l2"))).to(5);
    MetricsServer server = serve(0, run, other);
    browser().open(server.page());
    awaitStatus("Waiting for training");
    assertThat(browser().text("#run")).isEqualTo("run-1");

    browser().element("#monitor").sendKeys("run-2");
    awaitIteration(5);
    assertThat(browser().text("#run")).isEqualTo("run-2");
    assertThat(browser().text("#reference")).isEqualTo("full batch");
    assertThat(texts(charts())).containsExactly("loss", "l2");
    assertThat(browser().evaluate("return location.hash").asText()).isEqualTo("#monitor=1");
    assertThat(browser().element("#csv").getDomAttribute("href"))
        .isEqualTo("api/history.csv?monitor=1");
  }

  @Test
  void charts_readByKeyboard_tellThePastInWords() throws IOException {
    train(open(), 0, 40, 10);
    awaitIteration(40);
    WebElement slider = browser().element("#reading");

    slider.sendKeys(Keys.HOME, Keys.ARROW_RIGHT);
    assertThat(browser().text("#reading-at")).isEqualTo("iteration 10");
    assertThat(browser().text(L2 + " .readout")).startsWith("at 10:");
    assertThat(browser().evaluate("return arguments[0].ariaValueText", slider).asText())
        .startsWith("iteration 10: loss: Loss ")
        .contains("l2: λ ");

    slider.sendKeys(Keys.END);
    assertThat(browser().text("#reading-at")).isEqualTo("the last iteration");

    browser().element(L2 + " summary").sendKeys(Keys.ENTER);
    soon().untilAsserted(() -> assertThat(browser().elements(L2 + " tbody tr")).hasSize(5));
    assertThat(browser().text(L2 + " tbody tr:last-child")).startsWith("40 ");
  }

  @Test
  void crosshair_overOneChart_readsAll() throws IOException {
    train(open(), 0, 40, 10);
    awaitIteration(40);
    browser().hover("[data-chart='loss'] .u-over");
    soon()
        .untilAsserted(() -> assertThat(browser().text(L2 + " .readout")).matches("at [123]0: .*"));
    assertThat(browser().text("[data-chart='loss'] .readout").split(":", -1)[0])
        .isEqualTo(browser().text(L2 + " .readout").split(":", -1)[0]);

    browser().hover("h1");
    soon().untilAsserted(() -> assertThat(browser().text(L2 + " .readout")).startsWith("at 40:"));
  }

  @Test
  void monitorThatIsNotThere_isReplacedByTheFirst() throws IOException {
    MetricsServer server = serve(0, run);
    run.to(3);
    browser().open(URI.create(server.page() + "#monitor=7"));
    awaitIteration(3);
    assertThat(browser().evaluate("return location.hash").asText()).isEmpty();
  }

  @Test
  void polling_isSlowerWhenHiddenEndedOrFailing() throws IOException {
    open();
    awaitStatus("Waiting");
    JsonNode delays =
        browser()
            .evaluateLater(
                """
                const done = arguments[0];
                import(new URL('page/poll.js', location.href).href).then(({delay}) => done([
                  delay({hidden: false, ended: false, failures: 0}),
                  delay({hidden: true, ended: false, failures: 0}),
                  delay({hidden: false, ended: true, failures: 0}),
                  delay({hidden: false, ended: false, failures: 1}),
                  delay({hidden: false, ended: false, failures: 3}),
                  delay({hidden: true, ended: false, failures: 50}),
                ]), e => done(String(e)));
                """);
    assertThat(delays.toString()).isEqualTo("[1000,5000,10000,1000,4000,30000]");
  }

  @Test
  void poll_waitsAsTheDelaySays() throws IOException {
    open();
    awaitStatus("Waiting");
    JsonNode waits =
        browser()
            .evaluateLater(
                """
                const done = arguments[0];
                const waits = [];
                const clock = window.setTimeout;
                const watch = async (hidden, ask) => {
                  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
                  await new Promise(next => {
                    window.setTimeout = (turn, wait) => { waits.push(wait); next(); };
                    poll(ask, () => {});
                  });
                };
                let poll;
                import(new URL('page/poll.js', location.href).href)
                  .then(async module => {
                    poll = module.poll;
                    await watch(false, async () => ({ended: false}));
                    await watch(true, async () => ({ended: false}));
                    await watch(false, async () => ({ended: true}));
                    await watch(false, () => Promise.reject(new Error('gone')));
                  })
                  .catch(e => waits.push(String(e)))
                  .finally(() => { window.setTimeout = clock; delete document.hidden; done(waits); });
                """);
    assertThat(waits.toString()).isEqualTo("[1000,5000,10000,1000]");
  }

  @Test
  void pause_numbersStandStillUntilItIsLifted() throws IOException {
    MetricsServer server = open();
    train(server, 0, 4, 4);
    awaitIteration(4);
    WebElement cell = browser().element("[data-term='l2'] data");
    browser().element("#pause").sendKeys(Keys.SPACE);
    awaitStatus("Paused");
    browser().requests();

    train(server, 8, 8, 1);
    browser().element("#pause").sendKeys(Keys.SPACE);
    awaitIteration(8);
    awaitStatus("Running");
    // The same element with another number: who stands on it is not thrown off.
    assertThat(cell.getDomAttribute("value"))
        .isEqualTo(String.valueOf(run.snapshot().estimate().orElseThrow().coefficient(0).value()));
  }

  @Test
  void page_asksItsOwnServerOnly_andHasNothingToComplainOf() throws IOException {
    browser().requests();
    MetricsServer server = open();
    run.attribution();
    train(server, 0, 20, 10);
    awaitIteration(20);

    assertThat(browser().complaints()).isEmpty();
    assertThat(browser().requests())
        .filteredOn(uri -> !uri.toString().equals("about:blank"))
        .isNotEmpty()
        .allSatisfy(uri -> assertThat(uri.getPort()).isEqualTo(server.port()))
        .allSatisfy(uri -> assertThat(uri.getHost()).isEqualTo("127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 375", "dark, 375"})
  void page_hasNoSeriousBarrier(String scheme, int width) throws IOException {
    MetricsServer server = open();
    browser().scheme(scheme);
    browser().size(width, 900);
    awaitStatus("Waiting");
    assertThat(browser().barriers()).isEmpty();

    run.attribution();
    train(server, 0, 20, 10);
    run.drift(10).valid(false).identified(false).verdict(Verdict.NOT_SUPPORTED);
    soon().until(() -> browser().element("#care").isDisplayed());
    browser().element("#toggles [data-term='gradient_norm']").click();
    browser().elements("summary").forEach(WebElement::click);
    browser().photograph(PICTURES.resolve("scripted-%s-%d.png".formatted(scheme, width)));
    assertThat(browser().barriers()).isEmpty();
  }

  @Test
  void phone_doesNotScrollSideways() throws IOException {
    MetricsServer server = open();
    browser().size(360, 740);
    run.attribution();
    train(server, 0, 20, 10);
    run.drift(10).valid(false);
    soon().until(() -> browser().element("#care").isDisplayed());
    browser().elements("summary").forEach(WebElement::click);

    JsonNode widths =
        browser()
            .evaluate("const e = document.documentElement; return [e.scrollWidth, e.clientWidth]");
    assertThat(widths.path(0).asInt()).isLessThanOrEqualTo(widths.path(1).asInt()).isPositive();
    assertThat(widths.path(1).asInt()).isLessThanOrEqualTo(360);
  }
}
