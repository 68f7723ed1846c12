package io.lambdascope.prometheus.http;

import static io.lambdascope.prometheus.http.PageReader.L2;
import static io.lambdascope.prometheus.http.PageReader.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.ScriptedRun;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a reader can choose, by mouse and by keyboard. */
class LivePageControlsTest {

  @RegisterExtension final PageReader page = new PageReader();

  private final ScriptedRun run = new ScriptedRun();

  @Test
  void regularizer_switchedByKeyboard_isGoneAndComesBack() throws IOException {
    MetricsServer server = page.open(run);
    page.train(server, run, 0, 8, 4);
    page.awaitIteration(8);
    assertThat(page.charts()).containsExactly("loss", "l2", "l1/layer_0", "gradient_norm");

    page.browser().element("#toggles [data-term='l2']").sendKeys(Keys.SPACE);
    assertThat(page.charts()).containsExactly("loss", "l1/layer_0", "gradient_norm");
    assertThat(pressed("l2")).isEqualTo("false");
    // The table keeps it: it says what is, not what is looked at.
    assertThat(page.browser().elements("#terms tr")).hasSize(3);

    page.browser().open(URI.create(page.browser().evaluate("return location.href").asText()));
    page.awaitIteration(8);
    assertThat(page.charts()).containsExactly("loss", "l1/layer_0", "gradient_norm");

    page.browser().element("#toggles [data-term='l2']").sendKeys(Keys.ENTER);
    assertThat(page.charts()).containsExactly("loss", "l2", "l1/layer_0", "gradient_norm");
    assertThat(pressed("l2")).isEqualTo("true");
  }

  private String pressed(String term) {
    return page.browser()
        .evaluate(
            "return document.querySelector(`#toggles [data-term='${arguments[0]}']`).ariaPressed",
            term)
        .asText();
  }

  @Test
  void monitors_several_areChosenFrom() throws IOException {
    ScriptedRun other =
        new ScriptedRun(new Identity("run-2", "mlp", "full_batch"), List.of(Term.of("l2"))).to(5);
    MetricsServer server = page.serve(0, run, other);
    page.browser().open(server.page());
    page.awaitStatus("Waiting for training");
    assertThat(page.browser().text("#run")).isEqualTo("run-1");

    page.browser().element("#monitor").sendKeys("run-2");
    page.awaitIteration(5);
    assertThat(page.browser().text("#run")).isEqualTo("run-2");
    assertThat(page.browser().text("#reference")).isEqualTo("full batch");
    assertThat(page.charts()).containsExactly("loss", "l2");
    assertThat(page.browser().evaluate("return location.hash").asText()).isEqualTo("#monitor=1");
    assertThat(page.browser().element("#csv").getDomAttribute("href"))
        .isEqualTo("api/history.csv?monitor=1");
  }

  @Test
  void monitorThatIsNotThere_isReplacedByTheFirst() throws IOException {
    MetricsServer server = page.serve(0, run);
    run.to(3);
    page.browser().open(URI.create(server.page() + "#monitor=7"));
    page.awaitIteration(3);
    assertThat(page.browser().evaluate("return location.hash").asText()).isEmpty();
  }

  @Test
  void charts_readByKeyboard_tellThePastInWords() throws IOException {
    page.train(page.open(run), run, 0, 40, 10);
    page.awaitIteration(40);
    WebElement slider = page.browser().element("#reading");

    slider.sendKeys(Keys.HOME, Keys.ARROW_RIGHT);
    assertThat(page.browser().text("#reading-at")).isEqualTo("iteration 10");
    assertThat(page.browser().text(L2 + " .readout")).startsWith("at 10:");
    assertThat(page.browser().evaluate("return arguments[0].ariaValueText", slider).asText())
        .startsWith("iteration 10: loss: Loss ")
        .contains("l2: λ ");

    slider.sendKeys(Keys.END);
    assertThat(page.browser().text("#reading-at")).isEqualTo("the last iteration");

    page.browser().element(L2 + " summary").sendKeys(Keys.ENTER);
    soon().untilAsserted(() -> assertThat(page.browser().elements(L2 + " tbody tr")).hasSize(5));
    assertThat(page.browser().text(L2 + " tbody tr:last-child")).startsWith("40 ");
  }

  @Test
  void crosshair_overOneChart_readsAll() throws IOException {
    page.train(page.open(run), run, 0, 40, 10);
    page.awaitIteration(40);
    page.browser().hover("[data-chart='loss'] .u-over");
    soon()
        .untilAsserted(
            () -> assertThat(page.browser().text(L2 + " .readout")).matches("at [123]0: .*"));
    assertThat(page.browser().text("[data-chart='loss'] .readout").split(":", -1)[0])
        .isEqualTo(page.browser().text(L2 + " .readout").split(":", -1)[0]);

    page.browser().hover("h1");
    soon()
        .untilAsserted(
            () -> assertThat(page.browser().text(L2 + " .readout")).startsWith("at 40:"));
  }

  @Test
  void pause_numbersStandStillUntilItIsLifted() throws IOException {
    MetricsServer server = page.open(run);
    page.train(server, run, 0, 4, 4);
    page.awaitIteration(4);
    WebElement cell = page.browser().element("[data-term='l2'] data");
    page.browser().element("#pause").sendKeys(Keys.SPACE);
    page.awaitStatus("Paused");
    page.browser().requests();

    page.train(server, run, 8, 8, 1);
    page.browser().element("#pause").sendKeys(Keys.SPACE);
    page.awaitIteration(8);
    page.awaitStatus("Running");
    // The same element with another number: who stands on it is not thrown off.
    assertThat(cell.getDomAttribute("value"))
        .isEqualTo(String.valueOf(run.snapshot().estimate().orElseThrow().coefficient(0).value()));
  }
}
