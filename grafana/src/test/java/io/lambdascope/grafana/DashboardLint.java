package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rules of Grafana's dashboard linter, written anew for our dashboards, and those it does not
 * have: that names exist, and that the series an override speaks of is shown.
 */
final class DashboardLint {

  /** Grafana's identifiers of the units in use; an unknown one is shown as a suffix. */
  private static final Set<String> UNITS = Set.of("none", "s", "percentunit", "cps");

  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((lambdascope_\\w+)(\\{.*})?, (\\w+)\\)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

  private final LiveScrape scrape;
  private final List<String> problems = new ArrayList<>();

  private DashboardLint(LiveScrape scrape) {
    this.scrape = scrape;
  }

  /** What is wrong with a dashboard; empty when nothing is. */
  static List<String> problems(JsonNode dashboard, LiveScrape scrape) {
    DashboardLint lint = new DashboardLint(scrape);
    lint.dashboard(dashboard);
    return lint.problems;
  }

  /** The panels that show something, not the rows. */
  static List<JsonNode> panels(JsonNode dashboard) {
    return elements(dashboard.path("panels"))
        .flatMap(panel -> Stream.concat(Stream.of(panel), elements(panel.path("panels"))))
        .filter(panel -> !panel.path("type").asText().equals("row"))
        .toList();
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private void check(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private void dashboard(JsonNode dashboard) {
    check(dashboard.path("editable").isBoolean(), "editable is not stated");
    check(!dashboard.path("editable").asBoolean(true), "the dashboard is editable");
    check(dashboard.path("schemaVersion").asInt() >= 39, "schemaVersion is below 39");
    check(!dashboard.path("title").asText().isBlank(), "the dashboard has no title");
    check(!dashboard.path("uid").asText().isBlank(), "the dashboard has no uid");
    check(dashboard.path("__inputs").isMissingNode(), "the dashboard asks for __inputs");

    Set<Integer> ids = new HashSet<>();
    elements(dashboard.path("panels"))
        .forEach(
            panel ->
                check(
                    panel.path("id").isInt() && ids.add(panel.path("id").asInt()),
                    "panel \"%s\" has no id of its own".formatted(panel.path("title").asText())));

    variables(dashboard.path("templating").path("list"));
    usedVariables(dashboard);
    check(!panels(dashboard).isEmpty(), "the dashboard has no panel");
    panels(dashboard).forEach(this::panel);
  }

  private void variables(JsonNode list) {
    Map<String, JsonNode> variables = new TreeMap<>();
    elements(list).forEach(variable -> variables.put(variable.path("name").asText(), variable));

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
    variables.forEach(this::queryVariable);
  }

  private void label(Map<String, JsonNode> variables, String name, String label) {
    JsonNode variable = variables.get(name);
    check(
        variable != null && variable.path("label").asText().equals(label),
        "there is no variable %s, labelled \"%s\"".formatted(name, label));
  }

  private void queryVariable(String name, JsonNode variable) {
    String at = "variable " + name + ": ";
    check(variable.path("type").asText().equals("query"), at + "is no query");
    check(isVariable(variable.path("datasource")), at + "datasource is not the variable");
    check(variable.path("multi").asBoolean(), at + "is not multi-select");
    check(variable.path("includeAll").asBoolean(), at + "does not include All");
    check(variable.path("allValue").asText().equals(".+"), at + "allValue is not .+");
    check(variable.path("refresh").asInt() == 2, at + "does not refresh with the time range");
    String query = variable.path("query").path("query").asText();
    var values = LABEL_VALUES.matcher(query);
    check(values.matches(), at + "query is not label_values(metric, label): " + query);
    if (values.matches()) {
      check(values.group(3).equals(name), at + "asks for the label " + values.group(3));
      Queries.unknownNames(query, scrape).forEach(problem -> problems.add(at + problem));
      Set<String> labels = scrape.labels().getOrDefault(values.group(1), Set.of());
      check(
          labels.contains(name) || Set.of("job", "instance").contains(name),
          at + values.group(1) + " has no such label");
    }
  }

  private void usedVariables(JsonNode dashboard) {
    Set<String> known = new HashSet<>(Set.of("__rate_interval", "__all"));
    elements(dashboard.path("templating").path("list"))
        .forEach(variable -> known.add(variable.path("name").asText()));
    for (MatchResult used : VARIABLE.matcher(dashboard.toString()).results().toList()) {
      check(known.contains(used.group(1)), "there is no variable " + used.group(1));
    }
    elements(dashboard.path("panels"))
        .map(panel -> panel.path("repeat"))
        .filter(JsonNode::isTextual)
        .forEach(
            repeat ->
                check(known.contains(repeat.asText()), "there is no variable " + repeat.asText()));
  }

  private void panel(JsonNode panel) {
    String at = "panel \"%s\": ".formatted(panel.path("title").asText());
    check(!panel.path("title").asText().isBlank(), at + "has no title");
    check(!panel.path("description").asText().isBlank(), at + "has no description");
    check(isVariable(panel.path("datasource")), at + "datasource is not the variable");
    String unit = panel.path("fieldConfig").path("defaults").path("unit").asText();
    check(UNITS.contains(unit), at + "has no known unit, but \"" + unit + "\"");
    List<JsonNode> targets = elements(panel.path("targets")).toList();
    check(!targets.isEmpty(), at + "has no query");
    Set<String> series = new HashSet<>();
    for (JsonNode target : targets) {
      String query = target.path("expr").asText();
      check(
          isVariable(target.path("datasource")), at + "datasource of a query is not the variable");
      check(Queries.SELECTION.matcher(query).find(), at + "query shows no metric: " + query);
      Queries.unknownNames(query, scrape).forEach(problem -> problems.add(at + problem));
      Queries.lint(query, scrape).forEach(problem -> problems.add(at + problem));
      String legend = target.path("legendFormat").asText();
      check(!legend.isBlank(), at + "a query has no legend");
      check(series.add(legend), at + "two queries have the legend " + legend);
    }
    for (JsonNode override : panel.path("fieldConfig").path("overrides")) {
      shown(at, series, override.path("matcher").path("options").asText());
      for (JsonNode property : override.path("properties")) {
        if (property.path("id").asText().equals("custom.fillBelowTo")) {
          shown(at, series, property.path("value").asText());
        }
      }
    }
  }

  private void shown(String at, Set<String> series, String name) {
    check(series.contains(name), at + "an override speaks of \"" + name + "\", which is not shown");
  }

  private static boolean isVariable(JsonNode datasource) {
    return datasource.path("type").asText().equals("prometheus")
        && datasource.path("uid").asText().equals("${datasource}");
  }
}
