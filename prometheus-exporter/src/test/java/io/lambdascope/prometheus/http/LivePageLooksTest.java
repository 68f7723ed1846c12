package io.lambdascope.prometheus.http;

import static io.lambdascope.prometheus.http.PageReader.soon;
import static io.lambdascope.prometheus.http.PageReader.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.Verdict;
import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WebElement;

/** The page can be read: at any width, in both schemes, by all. */
class LivePageLooksTest {

  private static final Path PICTURES = Path.of("target", "screenshots");

  @RegisterExtension final PageReader page = new PageReader();

  private final ScriptedRun run = new ScriptedRun();

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 375", "dark, 375"})
  void page_hasNoSeriousBarrier(String scheme, int width) throws IOException {
    MetricsServer server = page.open(run);
    page.browser().scheme(scheme);
    page.browser().size(width, 900);
    page.awaitStatus("Waiting");
    assertThat(page.browser().barriers()).isEmpty();

    run.attribution();
    page.train(server, run, 0, 20, 10);
    run.drift(10).valid(false).identified(false).verdict(Verdict.NOT_SUPPORTED);
    soon().until(() -> page.browser().element("#care").isDisplayed());
    page.browser().element("#toggles [data-term='gradient_norm']").click();
    page.browser().elements("summary").forEach(WebElement::click);
    page.browser().photograph(PICTURES.resolve("scripted-%s-%d.png".formatted(scheme, width)));
    assertThat(page.browser().barriers()).isEmpty();
  }

  /** Digits with what stands within a number; its unit, behind a space that does not break. */
  private static final String NUMBERS_IN_TWO_LINES =
      """
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      const broken = [];
      while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const {0: text, index} of node.data.matchAll(/[−-]?\\d[\\d.,]*(e[−-]?\\d+)?(\u00a0\\S+)?/g)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + text.length);
          if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) {
            broken.push(`${text} of ${node.data}`);
          }
        }
      }
      return broken;
      """;

  /** Of the page's width to that of its window: above 1 where it scrolls sideways. */
  private double sideways() {
    return page.browser()
        .evaluate("const e = document.documentElement; return e.scrollWidth / e.clientWidth")
        .asDouble();
  }

  @ParameterizedTest
  @CsvSource({"1280, 1", "1160, 1", "820, 1", "360, 1", "1280, 2", "820, 2", "1280, 4"})
  void numbers_areNeverBroken_norHidden(int width, int zoom) throws IOException {
    ScriptedRun named =
        new ScriptedRun(
            Snapshots.IDENTITY,
            List.of(
                Term.of("l2"), new Term("l1", "layer_0"), Term.of("noise_of_the_mini_batches")));
    MetricsServer server = page.open(named);
    page.browser().zoom(width, 900, zoom);
    named.attribution().configured(0.03125);
    page.train(server, named, 0, 20, 10);
    named
        .verdict(Verdict.NOT_SUPPORTED)
        .drift(10)
        .etaCurvature(2.5)
        .failures(Map.of(FailureReason.REFERENCE, 123456L));
    soon().until(() -> page.browser().text("#samples").contains("123,456"));
    page.browser().elements("summary").forEach(WebElement::click);
    page.browser().photograph(PICTURES.resolve("zoom-%d-%d.png".formatted(width, zoom)));

    assertThat(texts(page.browser().evaluate(NUMBERS_IN_TWO_LINES))).isEmpty();
    assertThat(sideways()).isEqualTo(1);
  }

  /** Each series as colour and dashes, then the swatches beside the names. */
  private static final String LINES =
      """
      const charts = [...document.querySelectorAll('.chart[data-chart^=term]')];
      return {
        drawn: charts.map(c => c.querySelector('.plot').uplot.series[1]).map(s => `${s._stroke} ${s.dash ?? []}`),
        named: [...document.querySelectorAll('#toggles .swatch')].map(s =>
            `${getComputedStyle(s).stroke} ${s.firstChild.getAttribute('stroke-dasharray')}`),
        colours: [...new Set(charts.map(c => c.querySelector('.plot').uplot.series[1]._stroke))],
        card: getComputedStyle(document.documentElement).getPropertyValue('--card').trim(),
      };
      """;

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void nineTerms_areToldApart(String scheme) throws IOException {
    List<Term> terms = IntStream.range(0, 9).mapToObj(j -> Term.of("term" + j)).toList();
    ScriptedRun many = new ScriptedRun(Snapshots.IDENTITY, terms);
    page.browser().scheme(scheme);
    page.train(page.open(many), many, 0, 20, 10);
    page.awaitIteration(20);
    page.browser().photograph(PICTURES.resolve("nine-terms-%s.png".formatted(scheme)));

    JsonNode lines = page.browser().evaluate(LINES);
    assertThat(texts(lines.path("drawn"))).hasSize(9).doesNotHaveDuplicates();
    assertThat(texts(lines.path("named"))).hasSize(9).doesNotHaveDuplicates();
    List<Colour> colours = texts(lines.path("colours")).stream().map(Colour::ofHex).toList();
    assertThat(colours).hasSize(6);
    Colour card = Colour.ofHex(lines.path("card").asText());
    for (Colour colour : colours) {
      // What WCAG 2.2, criterion 1.4.11, asks of graphics.
      assertThat(colour.contrast(card)).isGreaterThanOrEqualTo(3);
      assertThat(colours)
          .filteredOn(other -> !other.equals(colour))
          .allSatisfy(other -> assertThat(colour.difference(other)).isGreaterThan(25));
    }
    assertThat(page.browser().barriers()).isEmpty();
  }

  @Test
  void phone_doesNotScrollSideways() throws IOException {
    MetricsServer server = page.open(run);
    page.browser().size(360, 740);
    run.attribution();
    page.train(server, run, 0, 20, 10);
    run.drift(10).valid(false);
    soon().until(() -> page.browser().element("#care").isDisplayed());
    page.browser().elements("summary").forEach(WebElement::click);

    assertThat(sideways()).isEqualTo(1);
  }
}
