package io.lambdascope.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with the names in a query. Whether it is PromQL at all, promtool says; see {@link
 * PromtoolTest}.
 */
final class Queries {

  /** A metric of ours and, if it has one, its selector. */
  static final Pattern SELECTION = Pattern.compile("\\b(lambdascope_\\w+)(\\{[^}]*})?");

  /** Prometheus' own series of alerts. */
  static final Pattern ALERTS = Pattern.compile("\\bALERTS\\b(\\{[^}]*})?");

  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"[^\"]*\"");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern LABEL_LIST =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

  /** Labels that Prometheus adds to each series it scrapes. */
  private static final Set<String> OF_TARGET = Set.of("job", "instance");

  /** Labels by which every selection is narrowed that has them. */
  private static final List<String> ALWAYS_NARROWED =
      List.of("job", "instance", "run", "model", "reference");

  private Queries() {}

  /** Names of metrics and labels that a scrape does not have. */
  static List<String> unknownNames(String query, LiveScrape scrape) {
    List<String> problems = new ArrayList<>();
    List<Set<String>> labelsOfMetrics = new ArrayList<>();
    for (MatchResult selection : SELECTION.matcher(query).results().toList()) {
      Set<String> labels = scrape.labels().get(selection.group(1));
      if (labels == null) {
        problems.add("no metric " + selection.group(1) + " in a scrape");
        continue;
      }
      labelsOfMetrics.add(labels);
      if (selection.group(2) != null) {
        for (MatchResult matcher : MATCHER.matcher(selection.group(2)).results().toList()) {
          if (!labels.contains(matcher.group(1)) && !OF_TARGET.contains(matcher.group(1))) {
            problems.add("metric " + selection.group(1) + " has no label " + matcher.group(1));
          }
        }
      }
    }
    for (MatchResult list : LABEL_LIST.matcher(query).results().toList()) {
      for (MatchResult label : WORD.matcher(list.group(1)).results().toList()) {
        String name = label.group();
        if (!OF_TARGET.contains(name)
            && labelsOfMetrics.stream().noneMatch(labels -> labels.contains(name))) {
          problems.add("no metric of the query has the label " + name);
        }
      }
    }
    return problems;
  }

  /**
   * Selections that a dashboard's variables do not narrow, and counters that are not rated.
   *
   * @param narrowed the matcher that each variable must be used in, by its label
   */
  static List<String> lint(String query, LiveScrape scrape, Map<String, String> narrowed) {
    List<String> problems = new ArrayList<>();
    Matcher selection = SELECTION.matcher(query);
    while (selection.find()) {
      String metric = selection.group(1);
      String matchers = selection.group(2) == null ? "" : selection.group(2);
      Set<String> labels = scrape.labels().getOrDefault(metric, Set.of());
      for (String label : ALWAYS_NARROWED) {
        boolean has = OF_TARGET.contains(label) || labels.contains(label);
        if (has && !matchers.contains(narrowed.getOrDefault(label, label))) {
          problems.add(metric + " lacks " + narrowed.get(label));
        }
      }
      problems.addAll(wrongMatchers(matchers, narrowed));
      String before = query.substring(0, selection.start());
      String after = query.substring(selection.end());
      boolean rated = before.matches("(?s).*\\b(rate|irate|increase)\\(\\s*");
      if (metric.endsWith("_total") && !rated) {
        problems.add(metric + " is a counter outside of rate() or increase()");
      }
      if (rated && !after.startsWith("[$__rate_interval]")) {
        problems.add(metric + " is rated over another range than $__rate_interval");
      }
    }
    for (MatchResult alerts : ALERTS.matcher(query).results().toList()) {
      for (String label : OF_TARGET) {
        if (!alerts.group().contains(narrowed.getOrDefault(label, label))) {
          problems.add("ALERTS lacks " + narrowed.get(label));
        }
      }
    }
    return problems;
  }

  /** A variable of several values after {@code =}, or one of one value after {@code =~}. */
  private static List<String> wrongMatchers(String matchers, Map<String, String> narrowed) {
    List<String> problems = new ArrayList<>();
    for (MatchResult matcher : MATCHER.matcher(matchers).results().toList()) {
      String right = narrowed.get(matcher.group(1));
      if (right != null && matcher.group().contains("$") && !matcher.group().equals(right)) {
        problems.add(matcher.group() + " should be " + right);
      }
    }
    return problems;
  }
}
