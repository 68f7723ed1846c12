package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What a table's transformation "organize" makes of the columns of its queries. */
final class TableColumns {

  /** Columns that Grafana adds, or that aggregation takes away. */
  private static final Set<String> MAY_BE_MISSING = Set.of("Time", "__name__");

  private TableColumns() {}

  /** The names that columns are shown under; columns that are not there are problems. */
  static Set<String> shown(JsonNode panel, Set<String> columns, Consumer<String> problems) {
    Set<String> shown = new LinkedHashSet<>();
    for (JsonNode transformation : panel.path("transformations")) {
      if (transformation.path("id").asText().equals("organize")) {
        JsonNode options = transformation.path("options");
        options
            .fieldNames()
            .forEachRemaining(
                option ->
                    options
                        .path(option)
                        .fieldNames()
                        .forEachRemaining(name -> exists(name, option, columns, problems)));
        for (String column : columns) {
          if (!options.path("excludeByName").path(column).asBoolean()) {
            shown.add(options.path("renameByName").path(column).asText(column));
            if (!options.path("renameByName").has(column)) {
              problems.accept("column %s is shown under its raw name".formatted(column));
            }
          }
        }
      }
    }
    return shown;
  }

  private static void exists(
      String name, String option, Set<String> columns, Consumer<String> problems) {
    if (!columns.contains(name) && !MAY_BE_MISSING.contains(name)) {
      problems.accept("%s speaks of a column %s; there are %s".formatted(option, name, columns));
    }
  }
}
