package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rules of Grafana's dashboard linter, written anew for our dashboards, and those it does not
 * have: that names exist, and that the series an override speaks of is shown.
 */
final class DashboardLint {

  /** Grafana's identifiers of the units in use; an unknown one is shown as a suffix. */
  private static final Set<String> UNITS = Set.of("none", "sci", "s", "percentunit", "cps");

  /** Variables that Grafana has of its own. */
  private static final Set<String> OF_GRAFANA =
      Set.of("__rate_interval", "__range", "__all", "__url_time_range", "__data");

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
        .flatMap(panel -> Stream.concat(Stream.of(panel), elements(panel.path("panels"))))
        .forEach(
            panel ->
                check(
                    panel.path("id").isInt() && ids.add(panel.path("id").asInt()),
                    "panel \"%s\" has no id of its own".formatted(panel.path("title").asText())));

    new VariableLint(scrape, problems::add).check(dashboard);
    usedVariables(dashboard);
    check(!panels(dashboard).isEmpty(), "the dashboard has no panel");
    Map<String, String> narrowed = VariableLint.matchers(dashboard);
    panels(dashboard).forEach(panel -> panel(panel, narrowed));
    overlaps(elements(dashboard.path("panels")).toList());
    elements(dashboard.path("panels"))
        .forEach(row -> overlaps(elements(row.path("panels")).toList()));
    elements(dashboard.path("annotations").path("list"))
        .forEach(annotation -> annotation(annotation, narrowed));
  }

  private void usedVariables(JsonNode dashboard) {
    Set<String> known = new HashSet<>(OF_GRAFANA);
    known.addAll(VariableLint.of(dashboard).keySet());
    for (String used : Variables.used(dashboard.toString())) {
      check(known.contains(used), "there is no variable " + used);
    }
    elements(dashboard.path("panels"))
        .map(panel -> panel.path("repeat"))
        .filter(JsonNode::isTextual)
        .forEach(
            repeat ->
                check(known.contains(repeat.asText()), "there is no variable " + repeat.asText()));
  }

  private void overlaps(List<JsonNode> panels) {
    for (int i = 0; i < panels.size(); i++) {
      JsonNode one = panels.get(i);
      for (JsonNode other : panels.subList(0, i)) {
        check(
            !overlap(one.path("gridPos"), other.path("gridPos")),
            "panel \"%s\": lies over \"%s\""
                .formatted(one.path("title").asText(), other.path("title").asText()));
      }
      JsonNode grid = one.path("gridPos");
      check(
          grid.path("x").asInt() + grid.path("w").asInt() <= 24,
          "panel \"%s\": is beyond the right edge".formatted(one.path("title").asText()));
    }
  }

  private static boolean overlap(JsonNode one, JsonNode other) {
    return overlap(one, other, "x", "w") && overlap(one, other, "y", "h");
  }

  private static boolean overlap(JsonNode one, JsonNode other, String from, String length) {
    return one.path(from).asInt() < other.path(from).asInt() + other.path(length).asInt()
        && other.path(from).asInt() < one.path(from).asInt() + one.path(length).asInt();
  }

  private void annotation(JsonNode annotation, Map<String, String> narrowed) {
    String at = "annotation \"%s\": ".formatted(annotation.path("name").asText());
    check(isVariable(annotation.path("datasource")), at + "datasource is not the variable");
    query(at, annotation.path("expr").asText(), narrowed);
  }

  private void query(String at, String query, Map<String, String> narrowed) {
    check(
        Queries.SELECTION.matcher(query).find() || Queries.ALERTS.matcher(query).find(),
        at + "query shows no metric: " + query);
    Queries.unknownNames(query, scrape).forEach(problem -> problems.add(at + problem));
    Queries.lint(query, scrape, narrowed).forEach(problem -> problems.add(at + problem));
  }

  private void panel(JsonNode panel, Map<String, String> narrowed) {
    String at = "panel \"%s\": ".formatted(panel.path("title").asText());
    check(!panel.path("title").asText().isBlank(), at + "has no title");
    check(!panel.path("description").asText().isBlank(), at + "has no description");
    check(isVariable(panel.path("datasource")), at + "datasource is not the variable");
    String unit = panel.path("fieldConfig").path("defaults").path("unit").asText();
    check(UNITS.contains(unit), at + "has no known unit, but \"" + unit + "\"");
    List<JsonNode> targets = elements(panel.path("targets")).toList();
    check(!targets.isEmpty(), at + "has no query");
    check(
        !panel.path("fieldConfig").path("defaults").path("noValue").asText().isBlank(),
        at + "says nothing where there are no data");
    Set<String> series = new HashSet<>();
    Set<String> letters = new HashSet<>();
    for (JsonNode target : targets) {
      String query = target.path("expr").asText();
      check(
          isVariable(target.path("datasource")), at + "datasource of a query is not the variable");
      query(at, query, narrowed);
      String legend = target.path("legendFormat").asText();
      check(!legend.isBlank(), at + "a query has no legend");
      check(series.add(legend), at + "two queries have the legend " + legend);
      String letter = target.path("refId").asText();
      check(!letter.isBlank() && letters.add(letter), at + "a query has no letter of its own");
    }
    for (JsonNode override : panel.path("fieldConfig").path("overrides")) {
      String name = override.path("matcher").path("options").asText();
      // Columns are named when they are moved; which there are, a real answer tells.
      check(
          series.contains(name) || renamed(panel, name),
          at + "an override speaks of \"" + name + "\", which is not shown");
      for (JsonNode property : override.path("properties")) {
        if (property.path("id").asText().equals("custom.fillBelowTo")) {
          String below = property.path("value").asText();
          check(
              series.contains(below),
              at + "an override speaks of \"" + below + "\", which is not shown");
        }
      }
    }
  }

  private static boolean renamed(JsonNode panel, String name) {
    return elements(panel.path("transformations"))
        .flatMap(t -> elements(t.path("options").path("renameByName")))
        .anyMatch(column -> column.asText().equals(name));
  }

  static boolean isVariable(JsonNode datasource) {
    return datasource.path("type").asText().equals("prometheus")
        && datasource.path("uid").asText().equals("${datasource}");
  }
}
