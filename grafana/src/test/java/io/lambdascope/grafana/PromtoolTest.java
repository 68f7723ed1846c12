package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Prometheus' own checker says about rules, rule tests, queries and a scrape. */
class PromtoolTest {

  @TempDir private Path directory;

  @BeforeEach
  void require() {
    Promtool.require();
  }

  @Test
  void checkRules_ourRules_pass() throws IOException {
    Promtool.Answer answer = checkRules(Sources.RULES);

    assertThat(answer.code()).as(answer.text()).isZero();
  }

  @Test
  void testRules_ourRules_pass() throws IOException {
    Promtool.Answer answer = Promtool.run("", "test", "rules", Sources.RULES_TEST.toString());

    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text()).contains("SUCCESS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "> 2 * | < 2 *",
        "> 2 * lambdascope_stride_iterations | > 0",
        "[5m]) == 0 | [5m]) > 0",
        "and increase(lambdascope_samples_total[5m]) == 0"
            + " | unless increase(lambdascope_samples_total[5m]) > 0",
        "and increase(lambdascope_samples_total[5m]) == 0"
            + " | and time() - lambdascope_last_sample_timestamp_seconds > 300",
        "lambdascope_samples_total[5m] | lambdascope_sample_total[5m]",
        "for: 5m | for: 4m",
        "for: 5m | for: 6m",
        "identifiable == 0 | identifiable == 1",
        "identifiable == 0 | identifiable != 1",
        "and on (job | unless on (job",
        "[15m]) > 0 | [15m]) >= 0",
        "lambdascope_samples_total[15m] | lambdascope_iterations_total[15m]",
        "for: 10m | for: 9m",
        "for: 10m | for: 11m",
        "severity: info | severity: warning",
      })
  void testRules_plantedError_fails(String right, String wrong) throws IOException {
    String rules = Files.readString(Sources.RULES);
    assertThat(rules).contains(right);
    Path broken = directory.resolve("rules.yml");
    Files.writeString(broken, rules.replace(right, wrong));
    Path test = directory.resolve("test.yml");
    Files.writeString(
        test,
        Files.readString(Sources.RULES_TEST)
            .replace("../../main/resources/lambdascope/rules/lambdascope-alerts.yml", "rules.yml"));
    Promtool.Answer valid = checkRules(broken);
    assertThat(valid.code()).as(valid.text()).isZero();

    Promtool.Answer answer = Promtool.run("", "test", "rules", test.toString());

    assertThat(answer.code()).isNotZero();
    assertThat(answer.text()).contains("FAILED").contains("alertname");
  }

  @Test
  void checkRules_everyQueryOfTheDashboards_isPromQl() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode dashboard : Sources.dashboards()) {
      queries.addAll(queries(dashboard));
    }

    Promtool.Answer answer = checkRules(asRules(queries));

    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text()).contains(queries.size() + " rules found");
  }

  @Test
  void checkRules_unbalancedQuery_fails() throws IOException {
    Promtool.Answer answer = checkRules(asRules(List.of("rate(lambdascope_samples_total[5m]")));

    assertThat(answer.code()).isNotZero();
  }

  @Test
  void checkMetrics_aScrape_passes() throws Exception {
    Promtool.Answer answer = Promtool.run(LiveScrape.take().text(), "check", "metrics");

    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(answer.text()).isEmpty();
  }

  @Test
  void checkMetrics_withoutHelp_fails() throws Exception {
    String text = LiveScrape.take().text().replaceAll("(?m)^# HELP .*\n", "");

    assertThat(Promtool.run(text, "check", "metrics").code()).isNotZero();
  }

  private static Promtool.Answer checkRules(Path path) throws IOException {
    return Promtool.run("", "check", "rules", "--lint=all", "--lint-fatal", path.toString());
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
