package io.lambdascope.prometheus.http;

import static io.lambdascope.prometheus.http.PageReader.L2;
import static io.lambdascope.prometheus.http.PageReader.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.verdict.Verdict;
import io.lambdascope.prometheus.ScriptedRun;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page says what speaks against an estimate, and marks where it changed. */
class LivePageWarningsTest {

  @RegisterExtension final PageReader page = new PageReader();

  private final ScriptedRun run = new ScriptedRun();

  @Test
  void care_whatSpeaksAgainstTrust_isSaidAndGoes() throws IOException {
    page.train(page.open(run), run, 0, 0, 1);
    page.awaitIteration(0);
    assertThat(page.browser().element("#care").isDisplayed()).isFalse();

    run.identified(false)
        .valid(false)
        .etaCurvature(2.5)
        .drift(0)
        .verdict(Verdict.NOT_SUPPORTED)
        .failures(Map.of(FailureReason.REFERENCE, 2L));
    soon()
        .untilAsserted(
            () ->
                assertThat(page.browser().text("#care"))
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
    assertThat(page.browser().element("#announcement").getDomProperty("textContent"))
        .contains("λ of l2 is not identified", "λ of l2 is drifting");
    assertThat(page.browser().text("[data-term='l2']")).contains("–", "no");

    run.identified(true)
        .valid(true)
        .etaCurvature(1)
        .settled()
        .verdict(Verdict.SUPPORTED)
        .failures(Map.of());
    soon().until(() -> !page.browser().element("#care").isDisplayed());
  }

  @Test
  void drift_isMarkedAtItsOnset() throws IOException {
    MetricsServer server = page.open(run);
    page.train(server, run, 0, 100, 10);
    page.awaitIteration(100);
    assertThat(inkAt(60)).isLessThan(30);

    run.drift(60);
    soon().untilAsserted(() -> assertThat(inkAt(60)).isGreaterThan(60));
    assertThat(inkAt(30)).isLessThan(30);
    assertThat(page.browser().text(L2 + " .caption"))
        .contains("Drift up from iteration 60, seen at 100");
    assertThat(page.browser().text("[data-term='l2']"))
        .contains("drifting", "up from iteration 60");
  }

  /** How many pixels at an iteration of the chart are of the colour of marks. */
  private int inkAt(long iteration) {
    return page.browser()
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
}
