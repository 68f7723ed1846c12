package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard, and that the lint would notice. */
class DashboardTest {

  private static LiveScrape scrape;

  @BeforeAll
  static void takeScrape() throws Exception {
    scrape = LiveScrape.take();
  }

  @Test
  void lint_ourDashboards_findsNothing() throws IOException {
    assertThat(Sources.dashboards()).hasSize(2);
    for (JsonNode dashboard : Sources.dashboards()) {
      assertThat(DashboardLint.problems(dashboard, scrape))
          .as(dashboard.path("title").asText())
          .isEmpty();
    }
  }

  @Test
  void resource_onTheClassPath_isTheSource() throws IOException {
    try (InputStream packed =
        DashboardTest.class.getResourceAsStream("/lambdascope/dashboards/lambdascope.json")) {
      assertThat(new ObjectMapper().readTree(packed)).isEqualTo(Sources.dashboard());
    }
  }

  @Test
  void lambdaPanel_isRepeatedAndDrawsABand() throws IOException {
    JsonNode panel =
        DashboardLint.panels(Sources.dashboard()).stream()
            .filter(p -> p.path("repeat").asText().equals("regularizer"))
            .findAny()
            .orElseThrow();

    assertThat(
            DashboardLint.elements(panel.path("targets")).map(t -> t.path("legendFormat").asText()))
        .containsExactly("estimate", "lower", "upper", "configured");
    assertThat(property(panel, "upper", "custom.fillBelowTo").asText()).isEqualTo("lower");
    assertThat(property(panel, "upper", "custom.lineWidth").asInt(-1)).isZero();
    assertThat(property(panel, "lower", "custom.lineWidth").asInt(-1)).isZero();
  }

  private static JsonNode property(JsonNode panel, String series, String id) {
    return DashboardLint.elements(panel.path("fieldConfig").path("overrides"))
        .filter(override -> override.path("matcher").path("options").asText().equals(series))
        .flatMap(override -> DashboardLint.elements(override.path("properties")))
        .filter(property -> property.path("id").asText().equals(id))
        .findAny()
        .orElseThrow()
        .path("value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(lambdascope_training_loss | (lambdascope_trainig_loss | no metric lambdascope_trainig_loss",
        "label_values(lambdascope_training_loss, job) | label_values(lambdascope_los, job) | no metric lambdascope_los",
        "by (reason) | by (cause) | no metric of the query has the label cause",
        "(lambdascope_lambda_ci_lower{job=~\\\"$job\\\", | (lambdascope_lambda_ci_lower{ | lacks job=~",
        "instance=~\\\"$instance\\\", run=\\\"$run\\\" | instance=~\\\"$instance\\\" | lacks run=",
        "run=\\\"$run\\\", model | run=~\\\"$run\\\", model | should be run=",
        "regularizer=~\\\"$regularizer\\\", group | regularizer=\\\"$regularizer\\\", group | should be regularizer=~",
        "firing\\\", job=~\\\"$job\\\" | firing\\\" | ALERTS lacks job=~",
        "rate(lambdascope_samples_total{ | abs(lambdascope_samples_total{ | is a counter outside of rate()",
        "(lambdascope_drifts_total{ | (lambdascope_drift_total{ | annotation \"Drifts\": no metric",
        "[$__rate_interval] | [5m] | another range than $__rate_interval",
        "model=\\\"$model\\\" | mode=\\\"$model\\\" | has no label mode",
        "\"editable\":false | \"editable\":true | the dashboard is editable",
        "\"schemaVersion\":42 | \"schemaVersion\":38 | schemaVersion is below 39",
        "\"id\":2} | \"id\":1} | has no id of its own",
        "\"label\":\"Data source\" | \"label\":\"Source\" | no variable datasource",
        "\"label\":\"Job\" | \"label\":\"job\" | no variable job",
        "\"label\":\"Instance\" | \"label\":\"instance\" | no variable instance",
        "\"label\":\"Parameter group\" | \"label\":\"Group\" | no variable group",
        "\"legendFormat\":\"R²\" | \"legendFormat\":\"\" | a query has no legend",
        "\"uid\":\"lambdascope\" | \"uid\":\"\" | the dashboard has no uid",
        "\"title\":\"Lambdascope\" | \"title\":\"\" | the dashboard has no title",
        "\"editable\":false | \"__inputs\":[],\"editable\":false | asks for __inputs",
        "loss, job) | loss, instance) | asks for the label instance",
        "count(ALERTS{ | count(ALERT{ | query shows no metric",
        "\"type\":\"query\",\"name\":\"run\" | \"type\":\"custom\",\"name\":\"run\" | variable run: is no query",
        "\"allValue\":\".+\" | \"allValue\":\".*\" | allValue is not .+",
        "\"refresh\":2 | \"refresh\":1 | does not refresh",
        "\"multi\":true | \"multi\":false | is not multi-select",
        "\"includeAll\":true | \"includeAll\":false | includes All, or takes several values",
        "\"definition\":\"label_values(lambdascope_training_loss, job)\" | \"definition\":\"\" | definition is not",
        "\"h\":4,\"w\":3 | \"h\":4,\"w\":4 | lies over",
        "\"x\":12,\"y\" | \"x\":13,\"y\" | is beyond the right edge",
        "\"noValue\":\"gone\" | \"noValue\":\"\" | says nothing where there are no data",
        "\"refId\":\"B\" | \"refId\":\"A\" | has no letter of its own",
        "\"uid\":\"${datasource}\" | \"uid\":\"prom\" | datasource is not the variable",
        "\"unit\":\"percentunit\" | \"unit\":\"percents\" | has no known unit",
        "\"title\":\"Overhead\" | \"title\":\"\" | has no title",
        "\"custom.fillBelowTo\",\"value\":\"lower\" | \"custom.fillBelowTo\",\"value\":\"low\" | speaks of \"low\"",
        "\"legendFormat\":\"lower\" | \"legendFormat\":\"upper\" | two queries have the legend upper",
        "\"repeat\":\"regularizer\" | \"repeat\":\"term\" | there is no variable term",
        "run=\\\"$run\\\" | run=\\\"$ru\\\" | there is no variable ru"
      })
  void lint_plantedError_isFound(String right, String wrong, String problem) throws IOException {
    String json = Sources.dashboard().toString();
    assertThat(json).contains(right);

    JsonNode broken = new ObjectMapper().readTree(json.replace(right, wrong));

    assertThat(DashboardLint.problems(broken, scrape)).anyMatch(found -> found.contains(problem));
  }

  @ParameterizedTest
  @CsvSource({"description", "targets", "datasource"})
  void lint_plantedOmission_isFound(String field) throws IOException {
    JsonNode dashboard = Sources.dashboard();
    List<JsonNode> panels = DashboardLint.panels(dashboard);
    ((ObjectNode) panels.get(panels.size() - 1)).remove(field);

    assertThat(DashboardLint.problems(dashboard, scrape)).hasSize(1);
  }
}
