package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/** The rules of Grafana's dashboard linter on variables. */
final class VariableLint {

  /** Labels of which the linter wants all values to be choosable, and every query to heed them. */
  private static final Set<String> OF_TARGET = Set.of("job", "instance");

  private final LiveScrape scrape;
  private final Consumer<String> problems;

  VariableLint(LiveScrape scrape, Consumer<String> problems) {
    this.scrape = scrape;
    this.problems = problems;
  }

  /** By their names. */
  static Map<String, JsonNode> of(JsonNode dashboard) {
    Map<String, JsonNode> variables = new TreeMap<>();
    DashboardLint.elements(dashboard.path("templating").path("list"))
        .forEach(variable -> variables.put(variable.path("name").asText(), variable));
    return variables;
  }

  /** The matcher by which each variable is to be used, by its name, which is the label's. */
  static Map<String, String> matchers(JsonNode dashboard) {
    Map<String, String> matchers = new TreeMap<>();
    of(dashboard)
        .forEach(
            (name, variable) ->
                matchers.put(
                    name,
                    "%s%s\"$%s\""
                        .formatted(name, variable.path("multi").asBoolean() ? "=~" : "=", name)));
    return matchers;
  }

  void check(JsonNode dashboard) {
    Map<String, JsonNode> variables = of(dashboard);
    JsonNode datasource = variables.remove("datasource");
    check(
        datasource != null
            && datasource.path("type").asText().equals("datasource")
            && datasource.path("query").asText().equals("prometheus")
            && datasource.path("label").asText().equals("Data source"),
        "there is no variable datasource, labelled \"Data source\", of type prometheus");
    label(variables, "job", "Job");
    label(variables, "instance", "Instance");
    label(variables, "run", "Run");
    label(variables, "model", "Model");
    label(variables, "reference", "Reference");
    label(variables, "regularizer", "Regularizer");
    label(variables, "group", "Parameter group");
    variables.forEach(this::query);
  }

  private void label(Map<String, JsonNode> variables, String name, String label) {
    JsonNode variable = variables.get(name);
    check(
        variable != null && variable.path("label").asText().equals(label),
        "there is no variable %s, labelled \"%s\"".formatted(name, label));
  }

  private void query(String name, JsonNode variable) {
    String at = "variable " + name + ": ";
    check(variable.path("type").asText().equals("query"), at + "is no query");
    check(
        DashboardLint.isVariable(variable.path("datasource")),
        at + "datasource is not the variable");
    boolean several = variable.path("multi").asBoolean();
    check(several || !OF_TARGET.contains(name), at + "is not multi-select");
    check(
        several == variable.path("includeAll").asBoolean(),
        at + "includes All, or takes several values, but not both");
    check(!several || variable.path("allValue").asText().equals(".+"), at + "allValue is not .+");
    check(variable.path("refresh").asInt() == 2, at + "does not refresh with the time range");
    String query = variable.path("query").path("query").asText();
    check(variable.path("definition").asText().equals(query), at + "definition is not the query");
    Matcher values = Variables.LABEL_VALUES.matcher(query);
    check(values.matches(), at + "query is not label_values(metric, label): " + query);
    if (values.matches()) {
      check(values.group(3).equals(name), at + "asks for the label " + values.group(3));
      Queries.unknownNames(query, scrape).forEach(problem -> problems.accept(at + problem));
      Set<String> labels = scrape.labels().getOrDefault(values.group(2), Set.of());
      check(
          labels.contains(name) || OF_TARGET.contains(name),
          at + values.group(2) + " has no such label");
    }
  }

  private void check(boolean holds, String problem) {
    if (!holds) {
      problems.accept(problem);
    }
  }
}
