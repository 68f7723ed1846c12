package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What Prometheus' own checker says about rules, rule tests, queries and a scrape. */
class PromtoolTest {

  /** In a page, what is set as code and speaks of our metrics. */
  private static final Pattern QUERY = Pattern.compile("`([^`]*lambdascope_[^`]*)`");

  @TempDir private Path directory;

  @BeforeEach
  void require() {
    Promtool.require();
  }

  @Test
  void checkRules_ourRules_pass() throws IOException {
    Program.Answer answer = Promtool.checkRules(RuleFiles.all());

    assertThat(answer.code()).as(answer.text()).isZero();
  }

  @Test
  void testRules_ourRules_pass() throws IOException {
    Program.Answer answer = Promtool.testRules(Sources.filesIn(Sources.RULES_TESTS));

    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text()).contains("SUCCESS").doesNotContain("FAILED");
  }

  /** The error is valid PromQL, so that it is the tests that notice, and those of that rule. */
  @ParameterizedTest
  @CsvFileSource(resources = "/planted-errors.csv", delimiter = '~')
  void testRules_plantedError_fails(String rule, String right, String wrong) throws IOException {
    RuleFiles.Copy broken = RuleFiles.withError(directory, rule, right, wrong);
    Program.Answer valid = Promtool.checkRules(broken.rules());
    assertThat(valid.code()).as(valid.text()).isZero();

    Program.Answer answer = Promtool.testRules(broken.tests());

    assertThat(answer.code()).isNotZero();
    assertThat(answer.text())
        .contains("FAILED")
        .containsPattern("(alertname: |expr: \"(.*\\W)?)" + rule);
  }

  @Test
  void plantedErrors_eachRule_hasTwo() throws IOException {
    List<String> planted =
        Files.readAllLines(Path.of("src/test/resources/planted-errors.csv")).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.substring(0, line.indexOf(" ~")))
            .toList();
    for (JsonNode rule : RuleFiles.alerts()) {
      String name = rule.path("alert").asText();
      assertThat(planted).filteredOn(name::equals).as(name).hasSizeGreaterThanOrEqualTo(2);
    }
    for (JsonNode rule : RuleFiles.recordings()) {
      String name = rule.path("record").asText();
      assertThat(planted).filteredOn(name::equals).as(name).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void checkRules_everyQueryOfTheDashboards_isPromQl() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode dashboard : Sources.dashboards()) {
      queries.addAll(queries(dashboard));
    }

    Program.Answer answer = Promtool.checkRules(List.of(asRules(queries)));

    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text()).contains(queries.size() + " rules found");
  }

  @Test
  void checkRules_everyQueryOfTheRunbooks_isPromQl() throws IOException {
    List<String> queries = new ArrayList<>();
    for (Path runbook : Sources.filesIn(Sources.RUNBOOKS)) {
      List<String> ofRunbook =
          QUERY
              .matcher(Files.readString(runbook))
              .results()
              .map(query -> query.group(1).replace('\n', ' '))
              .toList();
      assertThat(ofRunbook).as(runbook.toString()).isNotEmpty();
      queries.addAll(ofRunbook);
    }

    Program.Answer answer = Promtool.checkRules(List.of(asRules(queries)));

    assertThat(answer.code()).as(answer.text()).isZero();
  }

  @Test
  void checkRules_unbalancedQuery_fails() throws IOException {
    Program.Answer answer =
        Promtool.checkRules(List.of(asRules(List.of("rate(lambdascope_samples_total[5m]"))));

    assertThat(answer.code()).isNotZero();
  }

  @Test
  void checkMetrics_aScrape_passes() throws Exception {
    Program.Answer answer = Promtool.run(LiveScrape.take().text(), "check", "metrics");

    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text()).isEmpty();
  }

  @Test
  void checkMetrics_withoutHelp_fails() throws Exception {
    String text = LiveScrape.take().text().replaceAll("(?m)^# HELP .*\n", "");

    assertThat(Promtool.run(text, "check", "metrics").code()).isNotZero();
  }

  /** Queries as recording rules: this promtool has no command to parse a query. */
  private Path asRules(List<String> queries) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
    for (int i = 0; i < queries.size(); i++) {
      rules.append("      - record: query:%d\n        expr: '%s'\n".formatted(i, queries.get(i)));
    }
    return Files.writeString(directory.resolve("queries.yml"), rules);
  }

  private static List<String> queries(JsonNode dashboard) {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : DashboardLint.panels(dashboard)) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(target.path("expr").asText().replace("$__rate_interval", "1m"));
      }
    }
    for (JsonNode annotation : dashboard.path("annotations").path("list")) {
      queries.add(annotation.path("expr").asText().replace("$__rate_interval", "1m"));
    }
    return queries;
  }
}
