package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * States that dashboards show as one number, where two processes report the same run in different
 * ones: the larger is shown, never a third that neither is in.
 */
class DashboardStatesTest {

  private static final Map<String, String> CHOSEN =
      Map.of(
          "job",
          "j",
          "run",
          "r",
          "model",
          "m",
          "reference",
          "ref",
          "group",
          "all",
          "regularizer",
          "l2");

  @TempDir private Path directory;

  @BeforeEach
  void require() {
    Promtool.require();
  }

  @Test
  void verdict_notSupportedAndWeak_isWeak() throws IOException {
    String series = "lambdascope_lambda_verdict{verdict=\"%s\", regularizer=\"l2\", group=\"all\"";
    List<String> states = List.of("not_supported", "weak", "supported");

    assertShowsSecond(series, states, 4);
  }

  @Test
  void status_activeAndDetached_isDetached() throws IOException {
    assertShowsSecond(
        "lambdascope_monitor_status{status=\"%s\"", List.of("active", "detached", "closed"), 2);
  }

  /** One process is in the first state and another in the second. */
  private void assertShowsSecond(String series, List<String> states, int queries)
      throws IOException {
    StringBuilder test = new StringBuilder("tests:\n  - input_series:\n");
    for (int process = 0; process < 2; process++) {
      for (int state = 0; state < states.size(); state++) {
        test.append(
            """
                  - series: '%s, job="j", instance="h%d", run="r", model="m", reference="ref"}'
                    values: %d
            """
                .formatted(series.formatted(states.get(state)), process, state == process ? 1 : 0));
      }
    }
    test.append("    promql_expr_test:\n");
    List<String> coded = coded(series.substring(0, series.indexOf('{')), states);
    assertThat(coded).hasSize(queries);
    for (String query : coded) {
      test.append(
          """
                - expr: 'count((%s) == 2)'
                  eval_time: 0m
                  exp_samples: [{labels: '{}', value: 1}]
          """
              .formatted(query));
    }

    Program.Answer answer =
        Promtool.testRules(
            List.of(Files.writeString(directory.resolve("states.yml"), test.toString())));

    assertThat(answer.code()).as(answer.text()).isZero();
  }

  /** The queries of all panels that have all states in them. */
  private static List<String> coded(String metric, List<String> states) throws IOException {
    Variables variables = new Variables("1m", "1h");
    for (Map.Entry<String, String> variable : CHOSEN.entrySet()) {
      variables = variables.with(variable.getKey(), variable.getValue());
    }
    List<String> found = new ArrayList<>();
    for (JsonNode dashboard : Sources.dashboards()) {
      for (JsonNode panel : DashboardLint.panels(dashboard)) {
        for (JsonNode target : panel.path("targets")) {
          String query = target.path("expr").asText();
          if (query.contains(metric)
              && states.stream().allMatch(state -> query.contains("=\"" + state + '"'))) {
            found.add(
                variables.fill(
                    query.replace("$instance", ".+"),
                    problem -> {
                      throw new AssertionError(problem);
                    }));
          }
        }
      }
    }
    return found;
  }
}
