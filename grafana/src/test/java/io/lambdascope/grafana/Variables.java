package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a dashboard's variables, put into its queries as Grafana puts them. Not safe for
 * several threads.
 */
final class Variables {

  /** {@code label_values(metric{matchers}, label)}. */
  static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\(((\\w+)(?:\\{.*})?), (\\w+)\\)");

  private static final Pattern USE = Pattern.compile("\\$\\{?(\\w+)(?::\\w+)?}?");

  /** Whose values Grafana takes for an expression, in which a backslash is written as two. */
  private static final Pattern SPECIAL = Pattern.compile("[\\\\^$*+?.()|{}\\[\\]]");

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, List<String>> values = new HashMap<>();

  /**
   * Those of Grafana itself.
   *
   * @param rateInterval for {@code $__rate_interval}
   * @param range for {@code $__range}
   */
  Variables(String rateInterval, String range) {
    texts.put("__rate_interval", rateInterval);
    texts.put("__range", range);
  }

  private Variables(Variables other) {
    texts.putAll(other.texts);
    values.putAll(other.values);
  }

  /** Evaluates a dashboard's variables one after the other, as each is of those before it. */
  void evaluate(
      JsonNode dashboard,
      Map<String, String> chosen,
      PrometheusData data,
      Consumer<String> problems) {
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        query(variable, chosen, data, problems);
      }
    }
  }

  private void query(
      JsonNode variable,
      Map<String, String> chosen,
      PrometheusData data,
      Consumer<String> problems) {
    String name = variable.path("name").asText();
    String at = "variable " + name + ": ";
    String query =
        fill(variable.path("query").path("query").asText(), p -> problems.accept(at + p));
    Matcher labelValues = LABEL_VALUES.matcher(query);
    if (!labelValues.matches()) {
      problems.accept(at + "not label_values(metric, label): " + query);
      return;
    }
    List<String> found =
        data.labelValues(labelValues.group(1), labelValues.group(3), p -> problems.accept(at + p));
    if (found.isEmpty()) {
      problems.accept(at + "no value of " + query);
      return;
    }
    values.put(name, found);
    if (variable.path("includeAll").asBoolean()) {
      texts.put(name, variable.path("allValue").asText());
      return;
    }
    String one = chosen.getOrDefault(name, found.get(0));
    if (!found.contains(one)) {
      problems.accept("%sto be %s, but there are only %s".formatted(at, one, found));
    }
    texts.put(name, one);
  }

  /** All values that a variable can take. */
  List<String> values(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Where one value of a variable of several is chosen. */
  Variables with(String name, String value) {
    Variables with = new Variables(this);
    with.texts.put(name, SPECIAL.matcher(value).replaceAll(r -> "\\\\\\\\\\\\" + r.group()));
    return with;
  }

  /** A text with the values in it; a variable that has none stays and is a problem. */
  String fill(String text, Consumer<String> problems) {
    List<String> unknown = new ArrayList<>();
    String filled =
        USE.matcher(text)
            .replaceAll(
                use -> {
                  String value = texts.get(use.group(1));
                  if (value == null) {
                    unknown.add(use.group());
                  }
                  return Matcher.quoteReplacement(value == null ? use.group() : value);
                });
    if (!unknown.isEmpty()) {
      problems.accept("nothing to put for %s in %s".formatted(unknown, text));
    }
    return filled;
  }

  /** The names of all variables that a text uses. */
  static List<String> used(String text) {
    return USE.matcher(text).results().map((MatchResult use) -> use.group(1)).toList();
  }
}
