package io.lambdascope.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where things are, seen from the directory of this module, in which tests run. */
final class Sources {

  static final Path RESOURCES = Path.of("src/main/resources/lambdascope").toAbsolutePath();
  static final Path DASHBOARDS = RESOURCES.resolve("dashboards");
  static final Path DASHBOARD = DASHBOARDS.resolve("lambdascope.json");
  static final Path RECORDINGS = RESOURCES.resolve("rules");
  static final Path ALERTS = RESOURCES.resolve("alerts");
  static final Path RULES_TESTS = Path.of("src/test/resources/rules").toAbsolutePath();
  static final Path RUNBOOKS = Path.of("../docs/runbooks").toAbsolutePath().normalize();
  static final Path ALERTS_PAGE = Path.of("../docs/alerts.md").toAbsolutePath().normalize();

  private Sources() {}

  /** The one of a run. */
  static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DASHBOARD.toFile());
  }

  /** All of them, in the order of their files' names. */
  static List<JsonNode> dashboards() throws IOException {
    List<JsonNode> dashboards = new ArrayList<>();
    for (Path file : filesIn(DASHBOARDS)) {
      dashboards.add(new ObjectMapper().readTree(file.toFile()));
    }
    return dashboards;
  }

  /** The files in a directory, by name. */
  static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  static JsonNode yaml(Path path) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(path.toFile());
  }
}
