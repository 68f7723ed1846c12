package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether every query of a dashboard works: each is put to a real Prometheus, with the variables
 * filled in, as Grafana would. Nothing may be empty. Who checks must have scraped a run in which
 * everything happens that the panels show: samples, skips, failures, drifts, a restart, an alert;
 * of settings that give every number: attribution, a budget, a reference that measures curvature
 * and has examples of its own, an l2 candidate on weights that are also penalized.
 *
 * <p>What this cannot tell is whether Grafana itself takes the file.
 */
public final class DashboardQueries {

  /** For {@code $__rate_interval}, where scrapes are a second apart. */
  private static final String RATE_INTERVAL = "10s";

  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

  private final PrometheusData data;
  private final Variables variables;
  private final List<String> problems = new ArrayList<>();

  private DashboardQueries(PrometheusData data, Variables variables) {
    this.data = data;
    this.variables = variables;
  }

  /**
   * What is wrong with the queries of a dashboard; empty when nothing is.
   *
   * @param prometheus that has scraped, once a second
   * @param chosen values of variables that take one value only; of those not named here, the first
   *     in the alphabet
   * @param past how far back from now the run is looked at
   */
  public static List<String> problems(
      JsonNode dashboard, PrometheusProcess prometheus, Map<String, String> chosen, Duration past) {
    PrometheusData data = PrometheusData.ofPast(prometheus, past);
    DashboardQueries queries =
        new DashboardQueries(data, new Variables(RATE_INTERVAL, past.toSeconds() + "s"));
    queries.variables.evaluate(dashboard, chosen, data, queries.problems::add);
    // A variable without a value has been told of; each query with it would be told of again.
    if (queries.problems.isEmpty()) {
      DashboardLint.panels(dashboard).forEach(queries::panel);
      queries.annotations(dashboard);
    }
    return queries.problems;
  }

  private void panel(JsonNode panel) {
    String at = "panel \"%s\": ".formatted(panel.path("title").asText());
    String repeat = panel.path("repeat").asText();
    List<Variables> repeated =
        repeat.isEmpty()
            ? List.of(variables)
            : variables.values(repeat).stream().map(v -> variables.with(repeat, v)).toList();
    if (repeated.isEmpty()) {
      problems.add(at + "repeated for no value of " + repeat);
    }
    Set<String> known = new HashSet<>();
    for (Variables of : repeated) {
      known.addAll(panel(panel, of, at));
    }
    for (JsonNode target : panel.path("targets")) {
      // Of one regularizer a number may have no meaning, such as its configured value. Of none?
      if (!known.contains(target.path("refId").asText())) {
        problems.add(at + "all of it is NaN: " + target.path("expr").asText());
      }
    }
  }

  /** Checks one panel; the letters of its queries that have any number. */
  private Set<String> panel(JsonNode panel, Variables of, String at) {
    boolean table = panel.path("type").asText().equals("table");
    Set<String> known = new HashSet<>();
    List<String> shown = new ArrayList<>();
    Set<String> columns = new LinkedHashSet<>();
    boolean several = panel.path("targets").size() > 1;
    for (JsonNode target : panel.path("targets")) {
      String letter = target.path("refId").asText();
      List<PrometheusData.Series> found = found(target.path("expr"), of, at);
      if (target.path("instant").asBoolean() && !found.isEmpty()) {
        found = data.instant(fill(target.path("expr"), of, at), p -> problems.add(at + p));
        check(!found.isEmpty(), at + "nothing now: " + target.path("expr").asText());
      }
      for (PrometheusData.Series series : found) {
        columns.addAll(series.labels().keySet());
        shown.add(name(target.path("legendFormat").asText(), series, p -> problems.add(at + p)));
        if (series.finite()) {
          known.add(letter);
        }
      }
      columns.add(several ? "Value #" + letter : "Value");
      if (found.isEmpty()) {
        known.add(letter); // told of already
      }
    }
    if (table) {
      named(panel, TableColumns.shown(panel, columns, p -> problems.add(at + p)), at);
    } else {
      Set<String> names = new HashSet<>();
      shown.stream()
          .filter(name -> !names.add(name))
          .distinct()
          .forEach(name -> problems.add(at + "several series are called " + name));
      named(panel, names, at);
    }
    return known;
  }

  private List<PrometheusData.Series> found(JsonNode expression, Variables of, String at) {
    int before = problems.size();
    String query = fill(expression, of, at);
    List<PrometheusData.Series> found = data.range(query, p -> problems.add(at + p));
    check(!found.isEmpty() || problems.size() > before, at + "no data: " + query);
    return found;
  }

  private String fill(JsonNode expression, Variables of, String at) {
    return of.fill(expression.asText(), p -> problems.add(at + p));
  }

  /** A text of which labels are part, for one series. */
  private static String name(String text, PrometheusData.Series series, Consumer<String> problems) {
    for (MatchResult label : LEGEND_LABEL.matcher(text).results().toList()) {
      if (!series.labels().containsKey(label.group(1))) {
        problems.accept("no label %s for \"%s\"".formatted(label.group(1), text));
      }
    }
    return LEGEND_LABEL
        .matcher(text)
        .replaceAll(
            label -> Matcher.quoteReplacement(series.labels().getOrDefault(label.group(1), "")));
  }

  /** What overrides speak of must be shown under this very name. */
  private void named(JsonNode panel, Set<String> shown, String at) {
    for (JsonNode override : panel.path("fieldConfig").path("overrides")) {
      if (override.path("matcher").path("id").asText().equals("byName")) {
        shown(override.path("matcher").path("options").asText(), shown, at);
      }
      for (JsonNode property : override.path("properties")) {
        if (property.path("id").asText().equals("custom.fillBelowTo")) {
          shown(property.path("value").asText(), shown, at);
        }
      }
    }
  }

  private void shown(String name, Set<String> shown, String at) {
    check(
        shown.contains(name),
        "%san override speaks of \"%s\"; shown are %s".formatted(at, name, shown));
  }

  private void annotations(JsonNode dashboard) {
    for (JsonNode annotation : dashboard.path("annotations").path("list")) {
      String at = "annotation \"%s\": ".formatted(annotation.path("name").asText());
      for (PrometheusData.Series series : found(annotation.path("expr"), variables, at)) {
        check(series.finite(), at + "all of it is NaN");
        for (String field : List.of("titleFormat", "textFormat")) {
          name(annotation.path(field).asText(), series, p -> problems.add(at + p));
        }
        for (String key : annotation.path("tagKeys").asText().split(",", -1)) {
          check(series.labels().containsKey(key), at + "no label " + key + " for a tag");
        }
      }
    }
  }

  private void check(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
