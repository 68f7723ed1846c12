package io.lambdascope.examples.switches;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.prometheus.testing.AlertmanagerProcess;
import io.lambdascope.prometheus.testing.Program;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prometheus and Alertmanager as docs/alerts.md says to set them up: the blocks of configuration
 * are taken from there, the rules from where they are shipped. All that is changed is the unit of
 * {@code for}, seconds in place of minutes.
 */
final class AlertingSetup implements AutoCloseable {

  private static final Path PAGE = Path.of("../docs/alerts.md");
  private static final Path SHIPPED = Path.of("../grafana/src/main/resources/lambdascope");
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  final AlertmanagerProcess alertmanager;
  final PrometheusProcess prometheus;
  private final Path alertmanagerConfiguration;

  private AlertingSetup(
      Path directory, AlertmanagerProcess alertmanager, PrometheusProcess prometheus) {
    this.alertmanagerConfiguration = directory.resolve("alertmanager.yml");
    this.alertmanager = alertmanager;
    this.prometheus = prometheus;
  }

  /** Skips the test where a program is missing; fails it in CI. */
  static void require() {
    PrometheusProcess.require();
    AlertmanagerProcess.require();
    Program.require("promtool", PrometheusProcess.REMEDY);
    Program.require("amtool", AlertmanagerProcess.REMEDY);
  }

  /**
   * Starts both.
   *
   * @param directory for their files
   * @param metrics two targets to scrape each second: of the jobs lambdascope and ended
   */
  static AlertingSetup start(Path directory, URI metrics, URI ended) throws IOException {
    copyRules(directory.resolve("lambdascope"));
    AlertmanagerProcess alertmanager =
        AlertmanagerProcess.start(directory, blockOfPage("\nroute:"));
    try {
      String configuration =
          PrometheusProcess.scraping(metrics)
              + """
                - job_name: ended
                  static_configs:
                    - targets: ["%s"]
              alerting:
                alertmanagers:
                  - static_configs:
                      - targets: ["%s"]
              """
                  .formatted(ended.getAuthority(), alertmanager.api().getAuthority())
              + blockOfPage("\nrule_files:");
      return new AlertingSetup(
          directory, alertmanager, PrometheusProcess.start(directory, configuration));
    } catch (IOException | RuntimeException e) {
      alertmanager.close();
      throw e;
    }
  }

  /** The dashboards as they are shipped. */
  static List<JsonNode> dashboards() throws IOException {
    List<JsonNode> dashboards = new ArrayList<>();
    try (Stream<Path> files = Files.list(SHIPPED.resolve("dashboards"))) {
      for (Path file : files.sorted().toList()) {
        dashboards.add(new ObjectMapper().readTree(file.toFile()));
      }
    }
    assertThat(dashboards).isNotEmpty();
    return dashboards;
  }

  private static void copyRules(Path to) throws IOException {
    for (String kind : List.of("rules", "alerts")) {
      Files.createDirectories(to.resolve(kind));
      try (Stream<Path> files = Files.list(SHIPPED.resolve(kind))) {
        for (Path file : files.toList()) {
          Files.writeString(
              to.resolve(kind).resolve(file.getFileName()),
              Files.readString(file).replaceAll("(?m)^( *for: \\d+)m$", "$1s"));
        }
      }
    }
  }

  private static String blockOfPage(String beginning) throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      if (("\n" + blocks.group(1)).startsWith(beginning)) {
        return blocks.group(1);
      }
    }
    throw new IllegalStateException(PAGE + " has no block of YAML that begins with" + beginning);
  }

  /** What {@code amtool check-config} says. */
  Program.Answer checkConfiguration() throws IOException {
    return Program.run("", List.of("amtool", "check-config", alertmanagerConfiguration.toString()));
  }

  /** Who is told of an alert of a severity. */
  String receiver(String severity) throws IOException {
    Program.Answer answer =
        Program.run(
            "",
            List.of(
                "amtool",
                "config",
                "routes",
                "test",
                "--config.file=" + alertmanagerConfiguration,
                "severity=" + severity));
    // Before it, amtool may warn that a configuration of its own is not used.
    List<String> lines = answer.text().strip().lines().toList();
    return lines.get(lines.size() - 1);
  }

  /** The state of every rule by its name, as {@code name: health}, and its last error if it has. */
  List<String> health() {
    List<String> health = new ArrayList<>();
    for (JsonNode group : prometheus.get("/api/v1/rules").path("data").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        health.add(
            rule.path("name").asText()
                + ": "
                + rule.path("health").asText()
                + rule.path("lastError").asText());
      }
    }
    return health;
  }

  /** The values that a label had in any alert, pending or firing, since Prometheus was started. */
  Set<String> everAlerted(String selector, String label) {
    Set<String> values = new TreeSet<>();
    for (JsonNode series : prometheus.query("last_over_time(ALERTS{%s}[1h])".formatted(selector))) {
      values.add(series.path("metric").path(label).asText());
    }
    return values;
  }

  /** The one value of a query. */
  double value(String expression) {
    JsonNode result = prometheus.query(expression);
    assertThat(result).as(expression).hasSize(1);
    return Double.parseDouble(result.path(0).path("value").path(1).asText());
  }

  @Override
  public void close() {
    prometheus.close();
    alertmanager.close();
  }
}
