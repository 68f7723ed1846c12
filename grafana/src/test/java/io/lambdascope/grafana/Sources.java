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

  static final Path DASHBOARD =
      Path.of("src/main/resources/lambdascope/dashboards/lambdascope.json").toAbsolutePath();
  static final Path RULES =
      Path.of("src/main/resources/lambdascope/rules/lambdascope-alerts.yml").toAbsolutePath();
  static final Path RULES_TEST = Path.of("src/test/resources/rules-test.yml").toAbsolutePath();
  static final Path RUNBOOKS = Path.of("../docs/runbooks").toAbsolutePath().normalize();

  private Sources() {}

  /** The one of a run. */
  static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DASHBOARD.toFile());
  }

  /** All of them, in the order of their files' names. */
  static List<JsonNode> dashboards() throws IOException {
    List<JsonNode> dashboards = new ArrayList<>();
    try (Stream<Path> files = Files.list(DASHBOARD.resolveSibling(""))) {
      for (Path file : files.sorted().toList()) {
        dashboards.add(new ObjectMapper().readTree(file.toFile()));
      }
    }
    return dashboards;
  }

  static JsonNode yaml(Path path) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(path.toFile());
  }
}
