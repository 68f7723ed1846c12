package io.lambdascope.prometheus.http;

import static io.lambdascope.prometheus.http.PageReader.L2;
import static io.lambdascope.prometheus.http.PageReader.last;
import static io.lambdascope.prometheus.http.PageReader.soon;
import static io.lambdascope.prometheus.http.PageReader.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.prometheus.Exposition;
import io.lambdascope.prometheus.ScriptedRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page shows what the server knows, and asks nobody else. */
class LivePageTest {

  @RegisterExtension final PageReader page = new PageReader();

  private final ScriptedRun run = new ScriptedRun();

  @Test
  void charts_lastValues_areThoseOfMetrics() throws IOException {
    MetricsServer server = page.open(run);
    page.train(server, run, 0, 40, 4);
    page.awaitIteration(40);

    Map<String, Double> metrics = Exposition.series(page.get(server.url()));
    String ofRun = "{model=\"mlp\",reference=\"without_dropout\"%s,run=\"run-1\"}";
    String ofL2 =
        "{group=\"all\",model=\"mlp\",reference=\"without_dropout\",regularizer=\"l2\",run=\"run-1\"}";

    JsonNode l2 = page.drawn(L2);
    assertThat(last(l2.path(0)).asLong()).isEqualTo(40);
    assertThat(last(l2.path(1)).asDouble())
        .isEqualTo(metrics.get("lambdascope_lambda_estimate" + ofL2));
    assertThat(last(l2.path(2)).asDouble())
        .isEqualTo(metrics.get("lambdascope_lambda_ci_lower" + ofL2));
    assertThat(last(l2.path(3)).asDouble())
        .isEqualTo(metrics.get("lambdascope_lambda_ci_upper" + ofL2));
    assertThat(last(page.drawn("[data-chart='loss']").path(1)).asDouble())
        .isEqualTo(metrics.get("lambdascope_training_loss" + ofRun.formatted("")));
  }

  @Test
  void table_isTheSnapshot() throws IOException {
    page.train(page.open(run), run, 12, 12, 1);
    page.awaitIteration(12);

    List<Coefficient> coefficients = run.snapshot().estimate().orElseThrow().coefficients();
    JsonNode shown =
        page.browser()
            .evaluate(
                "return [...document.querySelectorAll('#terms tr')].map(r =>"
                    + " [...r.querySelectorAll('data')].map(d => Number(d.value)))");
    assertThat(shown).hasSize(3);
    for (int j = 0; j < 3; j++) {
      assertThat(shown.path(j).path(0).asDouble()).isEqualTo(coefficients.get(j).value());
      assertThat(shown.path(j).path(1).asDouble()).isEqualTo(coefficients.get(j).standardError());
      assertThat(shown.path(j).path(3).asDouble()).isEqualTo(0.25);
    }
    assertThat(page.browser().text("[data-term='l1/layer_0']"))
        .contains("l1/layer_0", "yes", "supported", "25.0 %", "stable");
    assertThat(page.browser().text("#interval-heading")).isEqualTo("95% interval");
  }

  @Test
  void configuredPenalty_isDrawnListedAndSaid() throws IOException {
    MetricsServer server = page.open(run);
    page.train(server, run, 0, 20, 10);
    page.awaitIteration(20);
    assertThat(page.browser().element("th.configured").isDisplayed()).isFalse();
    assertThat(page.browser().text(L2)).doesNotContain("onfigured");

    run.configured(0.03125);
    page.train(server, run, 30, 30, 1);
    page.awaitIteration(30);

    JsonNode configured = page.drawn(L2).path(4);
    assertThat(configured).hasSize(4);
    assertThat(configured.path(0).isNull()).isTrue();
    String ofL2 =
        "{group=\"all\",model=\"mlp\",reference=\"without_dropout\",regularizer=\"l2\",run=\"run-1\"}";
    assertThat(last(configured).asDouble())
        .isEqualTo(
            Exposition.series(page.get(server.url())).get("lambdascope_lambda_configured" + ofL2));
    assertThat(page.browser().text("[data-term='l2'] td.configured")).isEqualTo("0.03125");
    assertThat(page.browser().text("[data-term='gradient_norm'] td.configured")).isEqualTo("–");
    assertThat(page.browser().text(L2 + " .readout")).endsWith(", configured 0.03125");
    assertThat(page.browser().text(L2 + " .caption"))
        .contains("Dotted: the penalty that training is configured with, 0.03125.");
    assertThat(page.browser().element(L2 + " .plot").getDomAttribute("aria-label"))
        .contains("Configured 0.03125");
    page.browser().element(L2 + " summary").click();
    soon()
        .untilAsserted(
            () ->
                assertThat(page.browser().text(L2 + " tbody tr:last-child")).endsWith(" 0.03125"));
  }

  @Test
  void configuredPenalty_farBeyondTheEstimates_isSaidButDoesNotFlattenThem() throws IOException {
    run.configured(64);
    page.train(page.open(run), run, 0, 20, 10);
    page.awaitIteration(20);

    assertThat(page.browser().text(L2 + " .caption"))
        .contains("configured with, 64, which is beyond the chart.");
    assertThat(
            page.browser()
                .evaluate(
                    "return document.querySelector(arguments[0] + ' .plot').uplot.scales.y.max", L2)
                .asDouble())
        .isLessThan(1);
  }

  @Test
  void foot_namesTheSoftware() throws IOException {
    MetricsServer server = page.open(run);
    page.awaitStatus("Waiting");
    String version = page.series(server).path("state").path("software").path("version").asText();
    assertThat(page.browser().text("#software"))
        .startsWith("Lambdascope " + version + " (")
        .contains(", DL4J 1.0.0-M2.1, ND4J backend nd4j-native.");
  }

  @Test
  void openedLate_showsTheBeginning() throws IOException {
    MetricsServer server = page.serve(0, run);
    page.train(server, run, 0, 50, 5);

    page.browser().open(server.page());
    page.awaitIteration(50);

    JsonNode iterations = page.drawn(L2).path(0);
    assertThat(iterations).hasSize(11);
    assertThat(iterations.path(0).asLong()).isZero();
    assertThat(last(iterations).asLong()).isEqualTo(50);
  }

  @Test
  void attribution_isShownWhereItIsOn() throws IOException {
    MetricsServer server = page.open(run);
    page.train(server, run, 0, 10, 5);
    page.awaitIteration(10);
    assertThat(page.charts()).doesNotContain("attribution");

    run.attribution();
    page.train(server, run, 15, 25, 5);
    page.awaitIteration(25);
    assertThat(page.charts()).contains("attribution");
    assertThat(
            texts(
                page.browser()
                    .evaluate(
                        "return [...document.querySelectorAll('.legend li')].map(l => l.firstChild.nextSibling.data.trim())")))
        .containsExactly("mini-batching", "dropout and noise", "penalties and updater");
    // The updater's share is negative at 25, and stacked below zero.
    JsonNode stacks = page.drawn("[data-chart='attribution']");
    double rule = page.series(server).path("state").path("causes").path(2).path("share").asDouble();
    assertThat(rule).isNegative();
    assertThat(last(stacks.path(7)).asDouble()).isEqualTo(rule);
    assertThat(last(stacks.path(4)).asDouble() + rule).isBetween(1 - 1e-12, 1 + 1e-12);
  }

  @Test
  void page_asksItsOwnServerOnly_andHasNothingToComplainOf() throws IOException {
    page.browser().requests();
    MetricsServer server = page.open(run);
    run.attribution();
    page.train(server, run, 0, 20, 10);
    page.awaitIteration(20);

    assertThat(page.browser().complaints()).isEmpty();
    assertThat(page.browser().requests())
        .filteredOn(uri -> !uri.toString().equals("about:blank"))
        .isNotEmpty()
        .allSatisfy(uri -> assertThat(uri.getPort()).isEqualTo(server.port()))
        .allSatisfy(uri -> assertThat(uri.getHost()).isEqualTo("127.0.0.1"));
  }
}
