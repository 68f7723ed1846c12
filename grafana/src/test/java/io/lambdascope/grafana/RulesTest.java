package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alerts: their names, words and runbooks. What they do, promtool tests. */
class RulesTest {

  private static final String RUNBOOKS =
      "https://github.com/lambdascope/lambdascope/blob/main/docs/runbooks/";

  private static LiveScrape scrape;

  @BeforeAll
  static void takeScrape() throws Exception {
    scrape = LiveScrape.take();
  }

  private static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts =
        DashboardLint.elements(Sources.yaml(Sources.RULES).path("groups"))
            .flatMap(group -> DashboardLint.elements(group.path("rules")))
            .toList();
    assertThat(alerts).isNotEmpty();
    return alerts;
  }

  @Test
  void expressions_everyName_isInAScrape() throws IOException {
    for (JsonNode alert : alerts()) {
      assertThat(Queries.unknownNames(alert.path("expr").asText(), scrape))
          .as(alert.path("alert").asText())
          .isEmpty();
    }
  }

  @Test
  void files_everyIdentifierOfOurs_isInAScrape() throws IOException {
    // The whole text: descriptions, the inputs of the rule tests and runbooks name metrics too.
    try (Stream<Path> runbooks = Files.list(Sources.RUNBOOKS)) {
      for (var path :
          Stream.concat(Stream.of(Sources.RULES, Sources.RULES_TEST, Sources.DASHBOARD), runbooks)
              .toList()) {
        Set<String> named = new TreeSet<>();
        for (MatchResult name :
            Queries.SELECTION.matcher(Files.readString(path)).results().toList()) {
          named.add(name.group(1));
        }
        assertThat(scrape.labels().keySet()).as(path.toString()).containsAll(named);
        assertThat(named).as(path.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void unknownNames_plantedErrors_areFound() {
    assertThat(
            Queries.unknownNames(
                "lambdascope_lambda_identifable == 0 and on (runn) lambdascope_samples_total",
                scrape))
        .containsExactly(
            "no metric lambdascope_lambda_identifable in a scrape",
            "no metric of the query has the label runn");
  }

  @Test
  void alerts_each_sayWhatTheyMust() throws IOException {
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      JsonNode annotations = alert.path("annotations");
      assertThat(name).matches("Lambdascope([A-Z][a-z]+)+");
      assertThat(alert.path("for").asText()).as(name).matches("\\d+m");
      assertThat(alert.path("labels").path("severity").asText())
          .as(name)
          .isIn("critical", "warning", "info");
      assertThat(annotations.path("summary").asText()).as(name).endsWith(".").doesNotContain("{{");
      assertThat(annotations.path("description").asText())
          .as(name)
          .contains("{{ $value")
          .contains("{{ $labels.run }}");
      assertThat(annotations.path("runbook_url").asText())
          .as(name)
          .isEqualTo(RUNBOOKS + name + ".md");
    }
  }

  @Test
  void runbooks_oneForEachAlert_withTheThreeParts() throws IOException {
    Set<String> expected = new TreeSet<>();
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      expected.add(name + ".md");
      assertThat(Sources.RUNBOOKS.resolve(name + ".md"))
          .content()
          .startsWith("# " + name + "\n")
          .contains("## What it means", "## How to confirm", "## What to do");
    }
    try (Stream<Path> pages = Files.list(Sources.RUNBOOKS)) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void rulesTest_eachAlert_hasAFiringAndAQuietCase() throws IOException {
    List<JsonNode> cases =
        DashboardLint.elements(Sources.yaml(Sources.RULES_TEST).path("tests"))
            .flatMap(test -> DashboardLint.elements(test.path("alert_rule_test")))
            .toList();
    for (JsonNode alert : alerts()) {
      List<JsonNode> ofAlert =
          cases.stream()
              .filter(c -> c.path("alertname").asText().equals(alert.path("alert").asText()))
              .toList();
      assertThat(ofAlert)
          .as(alert.path("alert").asText())
          .anyMatch(c -> !c.path("exp_alerts").isEmpty());
      assertThat(ofAlert)
          .as(alert.path("alert").asText())
          .anyMatch(c -> c.path("exp_alerts").isEmpty());
    }
  }
}
