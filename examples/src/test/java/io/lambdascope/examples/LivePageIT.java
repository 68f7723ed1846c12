package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.prometheus.http.MetricsServer;
import io.lambdascope.prometheus.testing.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** The live page over real training, in a real browser; pictures are in target/screenshots. */
class LivePageIT {

  private static final Path PICTURES = Path.of("target", "screenshots").toAbsolutePath();

  @TempDir Path directory;

  @BeforeAll
  static void requireBrowser() {
    Browser.require();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }

  @Test
  void quickstart_duringAndAfter_showsWhatMetricsSay() throws Exception {
    try (Browser browser = Browser.start();
        Quickstart quickstart = Quickstart.run(directory, "quickstart", "--port", "0")) {
      URI page = quickstart.url().resolve("/");
      browser.open(page);
      soon().untilAsserted(() -> assertThat(iteration(browser)).isGreaterThan(100));
      assertThat(browser.text("#status")).isEqualTo("Running");
      assertThat(browser.text("#run")).isEqualTo("quickstart");
      browser.photograph(PICTURES.resolve("quickstart-during.png"));

      soon().untilAsserted(() -> assertThat(browser.text("#status")).startsWith("Ended"));
      soon().untilAsserted(() -> assertThat(iteration(browser)).isEqualTo(20 * 29 - 1));
      browser.photograph(PICTURES.resolve("quickstart-after.png"));

      String metrics = get(quickstart.url());
      for (String regularizer : List.of("l2", "l1", "gradient_norm")) {
        JsonNode drawn = drawn(browser, regularizer);
        assertThat(drawn.path(0).path(0).asLong()).isLessThan(29);
        JsonNode values = drawn.path(1);
        assertThat(values.path(values.size() - 1).asDouble())
            .isEqualTo(estimate(metrics, regularizer));
      }
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests())
          .filteredOn(uri -> !uri.toString().equals("about:blank"))
          .isNotEmpty()
          .allSatisfy(uri -> assertThat(uri.getAuthority()).isEqualTo(page.getAuthority()));
      assertThat(browser.barriers()).isEmpty();
    }
  }

  /**
   * An l2 penalty all along, dropout from the middle on: the page shows which of them the deviation
   * is due to, and marks the change. Its pictures are those of docs/images.
   */
  @Test
  void dropoutSwitchedOn_isADriftAndAnotherCause() throws Exception {
    DataSet digits = Digits.load();
    int perEpoch = DropoutNetwork.batchesPerEpoch(digits);
    MultiLayerNetwork network = DropoutNetwork.create(0, 1);
    layers(network).forEach(layer -> layer.setRegularization(List.of(new L2Regularization(1e-2))));
    try (ImplicitBiasListener listener =
            ImplicitBiasListener.builder()
                .reference(Reference.withoutDropout().andWithoutPenalties())
                .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
                .estimator(new ForgettingEstimator(2.0 * perEpoch))
                .attribution()
                .stride(1)
                .synchronous()
                .run("dropout-at-epoch-12")
                .model("digits-mlp")
                .attach(network);
        MetricsServer server = MetricsServer.builder().monitor(listener).port(0).start();
        Browser browser = Browser.start()) {
      browser.open(server.page());
      train(network, digits, 0, 12);
      INDArray before = network.params().dup();
      layers(network).skip(1).forEach(layer -> layer.setIDropout(new Dropout(0.5)));
      train(network, digits, 12, 24);
      assertThat(network.params()).isNotEqualTo(before);

      long last = 24L * perEpoch - 1;
      soon().untilAsserted(() -> assertThat(iteration(browser)).isEqualTo(last));
      long onset = 12L * perEpoch;
      assertThat(browser.text("[data-chart='l2'] .caption")).contains("from iteration " + onset);
      JsonNode shares = drawn(browser, "attribution");
      // Without dropout all is due to the penalty; with it, most is due to dropout.
      assertThat(shares.path(2).path(1).asDouble()).isZero();
      assertThat(shares.path(2).path(shares.path(2).size() - 1).asDouble()).isGreaterThan(0.5);

      // The l2 penalty of 1e-2 in DL4J's terms, beside what is estimated of it.
      assertThat(browser.text("[data-term='l2'] td.configured")).isEqualTo("0.005");
      JsonNode configured = drawn(browser, "l2").path(4);
      assertThat(configured.path(configured.size() - 1).asDouble()).isEqualTo(0.005);

      browser.photograph(PICTURES.resolve("live-page.png"));
      browser.scheme("dark");
      browser.size(375, 1400);
      browser.evaluate("document.querySelector('#courses').scrollIntoView(); return 0");
      browser.photographWindow(PICTURES.resolve("live-page-dark-phone.png"));
      assertThat(browser.barriers()).isEmpty();
    }
  }

  private static Stream<BaseLayer> layers(MultiLayerNetwork network) {
    return Arrays.stream(network.getLayers()).map(layer -> (BaseLayer) layer.conf().getLayer());
  }

  private static void train(MultiLayerNetwork network, DataSet digits, int from, int to) {
    for (int epoch = from; epoch < to; epoch++) {
      Nd4j.getRandom().setSeed(epoch);
      network.fit(DropoutNetwork.batches(digits));
    }
  }

  private static long iteration(Browser browser) {
    String text = browser.text("#iteration").replace(",", "");
    return text.matches("\\d+") ? Long.parseLong(text) : -1;
  }

  private static JsonNode drawn(Browser browser, String chart) {
    return browser.evaluate(
        "return document.querySelector(`[data-chart='${arguments[0]}'] .plot`).uplot.data", chart);
  }

  private static double estimate(String metrics, String regularizer) {
    Matcher line =
        Pattern.compile(
                "lambdascope_lambda_estimate\\{[^}]*regularizer=\"%s\"[^}]*\\} (\\S+)"
                    .formatted(regularizer))
            .matcher(metrics);
    assertThat(line.find()).isTrue();
    return Double.parseDouble(line.group(1));
  }

  private static String get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
