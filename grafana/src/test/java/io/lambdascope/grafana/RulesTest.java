package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alerts: their names, words and runbooks. What they do, promtool tests. */
class RulesTest {

  private static final String RUNBOOKS =
      "https://github.com/lambdascope/lambdascope/blob/main/docs/runbooks/";

  /** The name of what a recording rule makes. */
  private static final Pattern RECORDED = Pattern.compile("\\b\\w+:lambdascope_\\w+:\\w+");

  private static final Pattern ON = Pattern.compile("\\bon \\(([^)]*)\\)");
  private static final String OF_TARGET = "job, instance";
  private static final String OF_MONITOR = OF_TARGET + ", run, model, reference";
  private static final String OF_COEFFICIENT = OF_MONITOR + ", regularizer, group";

  private static LiveScrape scrape;

  @BeforeAll
  static void takeScrape() throws Exception {
    scrape = LiveScrape.take();
  }

  @Test
  void expressions_everyName_isInAScrape() throws IOException {
    for (JsonNode rule :
        Stream.concat(RuleFiles.recordings().stream(), RuleFiles.alerts().stream()).toList()) {
      // Names of recording rules, which have colons, are those of no metric; promtool's tests use
      // them.
      String query = rule.path("expr").asText().replaceAll("\\w+:\\w+:\\w+", "vector(1)");
      assertThat(Queries.unknownNames(query, scrape)).as(rule.toString()).isEmpty();
    }
  }

  /**
   * A list that lacks a label which both sides share matches series of other runs or coefficients,
   * or several of them, at which an evaluation fails.
   */
  @Test
  void expressions_everyListAfterOn_isComplete() throws IOException {
    for (JsonNode rule : RuleFiles.alerts()) {
      assertThat(ON.matcher(rule.path("expr").asText()).results().map(on -> on.group(1)).toList())
          .as(rule.path("alert").asText())
          .isSubsetOf(OF_TARGET, OF_MONITOR, OF_COEFFICIENT);
    }
  }

  @Test
  void expressions_everyRecordedName_isThatOfARule() throws IOException {
    Set<String> recorded = new TreeSet<>();
    RuleFiles.recordings().forEach(rule -> recorded.add(rule.path("record").asText()));
    assertThat(recorded).allMatch(name -> name.matches("[a-z_]+:lambdascope_\\w+:\\w+"));
    for (Path file : textsOnRules()) {
      List<String> named =
          RECORDED.matcher(Files.readString(file)).results().map(MatchResult::group).toList();
      assertThat(recorded).as(file.toString()).containsAll(named);
    }
  }

  @Test
  void files_everyIdentifierOfOurs_isInAScrape() throws IOException {
    // The whole text: descriptions, the inputs of the rule tests and runbooks name metrics too.
    for (Path file : textsOnRules()) {
      Set<String> named = new TreeSet<>();
      String text = RECORDED.matcher(Files.readString(file)).replaceAll("");
      for (MatchResult name : Queries.SELECTION.matcher(text).results().toList()) {
        named.add(name.group(1));
      }
      assertThat(scrape.labels().keySet()).as(file.toString()).containsAll(named);
    }
  }

  private static List<Path> textsOnRules() throws IOException {
    List<Path> all = new ArrayList<>(RuleFiles.all());
    all.addAll(Sources.filesIn(Sources.RULES_TESTS));
    all.addAll(Sources.filesIn(Sources.RUNBOOKS));
    all.add(Sources.ALERTS_PAGE);
    all.addAll(Sources.filesIn(Sources.DASHBOARDS));
    return all;
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
    for (JsonNode alert : RuleFiles.alerts()) {
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
          .contains("{{ $labels.instance }}");
      assertThat(annotations.path("runbook_url").asText())
          .as(name)
          .isEqualTo(RUNBOOKS + name + ".md");
    }
  }

  @Test
  void runbooks_oneForEachAlert_withTheThreeParts() throws IOException {
    Set<String> expected = new TreeSet<>();
    for (JsonNode alert : RuleFiles.alerts()) {
      String name = alert.path("alert").asText();
      expected.add(name + ".md");
      assertThat(Sources.RUNBOOKS.resolve(name + ".md"))
          .content()
          .startsWith("# " + name + "\n")
          .contains("## What it means", "## How to confirm", "## What to do");
    }
    assertThat(Sources.filesIn(Sources.RUNBOOKS))
        .extracting(page -> page.getFileName().toString())
        .containsExactlyElementsOf(expected);
  }

  /** In the form of the page; the runbook's first line of text says the severity too. */
  @Test
  void page_tables_areThoseOfTheRules() throws IOException {
    String page = Files.readString(Sources.ALERTS_PAGE);
    List<String> alerts = new ArrayList<>();
    for (JsonNode alert : RuleFiles.alerts()) {
      String name = alert.path("alert").asText();
      String severity = alert.path("labels").path("severity").asText();
      alerts.add(name);
      assertThat(page)
          .containsPattern(
              "(?m)^\\| \\[%s\\]\\(runbooks/%s\\.md\\) \\| %s \\| %s \\| \\S.*\\|$"
                  .formatted(name, name, severity, alert.path("for").asText()));
      assertThat(Sources.RUNBOOKS.resolve(name + ".md"))
          .content()
          .contains("\n**Severity:** " + severity + ".");
    }
    assertThat(firstCells(page, "\\[(Lambdascope\\w+)]\\(.*?\\)")).isEqualTo(alerts);
    assertThat(firstCells(page, "`(\\w+:\\w+:\\w+)`"))
        .isEqualTo(
            RuleFiles.recordings().stream().map(rule -> rule.path("record").asText()).toList());
  }

  private static List<String> firstCells(String page, String cell) {
    return Pattern.compile("(?m)^\\| " + cell + " \\|")
        .matcher(page)
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  @Test
  void resources_onTheClassPath_areTheSources() throws IOException {
    for (Path file : RuleFiles.all()) {
      String resource =
          "/lambdascope/%s/%s".formatted(file.getParent().getFileName(), file.getFileName());
      try (InputStream packed = RulesTest.class.getResourceAsStream(resource)) {
        assertThat(packed).as(resource).hasBinaryContent(Files.readAllBytes(file));
      }
    }
  }

  @Test
  void tests_eachAlert_haveAFiringAndAQuietCaseAndOneOfNaN() throws IOException {
    for (JsonNode alert : RuleFiles.alerts()) {
      String name = alert.path("alert").asText();
      List<JsonNode> tests = tests().stream().filter(test -> !cases(test, name).isEmpty()).toList();
      assertThat(tests).as(name).anyMatch(test -> fires(test, name) && waits(test, name));
      assertThat(tests).as(name).anyMatch(test -> !fires(test, name));
      assertThat(tests)
          .as(name)
          .anyMatch(
              test -> !fires(test, name) && test.path("input_series").toString().contains("NaN"));
    }
  }

  /** A recording rule has a case if it is asked for its value. */
  @Test
  void tests_eachRecordingRule_haveACase() throws IOException {
    String asked =
        tests().stream()
            .flatMap(test -> DashboardLint.elements(test.path("promql_expr_test")))
            .map(c -> c.path("expr").asText() + " " + c.path("exp_samples"))
            .toList()
            .toString();
    for (JsonNode rule : RuleFiles.recordings()) {
      assertThat(asked).contains(rule.path("record").asText() + "{");
    }
  }

  private static List<JsonNode> tests() throws IOException {
    List<JsonNode> tests = new ArrayList<>();
    for (Path file : Sources.filesIn(Sources.RULES_TESTS)) {
      Sources.yaml(file).path("tests").forEach(tests::add);
    }
    return tests;
  }

  private static List<JsonNode> cases(JsonNode test, String alert) {
    return DashboardLint.elements(test.path("alert_rule_test"))
        .filter(c -> c.path("alertname").asText().equals(alert))
        .toList();
  }

  private static boolean fires(JsonNode test, String alert) {
    return cases(test, alert).stream().anyMatch(c -> !c.path("exp_alerts").isEmpty());
  }

  private static boolean waits(JsonNode test, String alert) {
    return cases(test, alert).get(0).path("exp_alerts").isEmpty();
  }
}
