package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be known of the compose file and the provisioning without a container engine. */
class ComposeTest {

  private static final Path COMPOSE = Path.of("compose").toAbsolutePath();
  private static final Path PROVISIONING = Sources.RESOURCES.resolve("provisioning");

  @TempDir private Path directory;

  private static JsonNode services() throws IOException {
    JsonNode services = Sources.yaml(COMPOSE.resolve("compose.yaml")).path("services");
    assertThat(names(services)).containsExactlyInAnyOrder("prometheus", "alertmanager", "grafana");
    return services;
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** Files and directories of this machine, by where a service sees them. */
  private static Map<String, Path> mounts(JsonNode service) {
    Map<String, Path> mounts = new TreeMap<>();
    for (JsonNode volume : service.path("volumes")) {
      List<String> parts = List.of(volume.asText().split(":", -1));
      if (parts.get(0).startsWith(".")) {
        mounts.put(parts.get(1), COMPOSE.resolve(parts.get(0)).normalize());
        assertThat(parts).as(volume.asText()).hasSize(3).endsWith("ro");
      }
    }
    return mounts;
  }

  @Test
  void services_areOnLoopbackAndPinned() throws IOException {
    for (JsonNode service : services()) {
      assertThat(service.path("image").asText()).matches("[a-z]+/[a-z]+:v?\\d+\\.\\d+\\.\\d+");
      assertThat(DashboardLint.elements(service.path("ports")).map(JsonNode::asText))
          .isNotEmpty()
          .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
    }
    // Compose ends with the message where the variable is not set.
    JsonNode environment = services().path("grafana").path("environment");
    assertThat(environment.path("GF_SECURITY_ADMIN_PASSWORD").asText())
        .matches("\\$\\{LAMBDASCOPE_GRAFANA_PASSWORD:\\?[^}]+}");
  }

  @Test
  void mounts_areThere() throws IOException {
    for (JsonNode service : services()) {
      assertThat(mounts(service)).isNotEmpty();
      assertThat(mounts(service).values()).allSatisfy(path -> assertThat(path).exists());
    }
  }

  @Test
  void volumes_thatAreNamed_areDeclared() throws IOException {
    List<String> declared = names(Sources.yaml(COMPOSE.resolve("compose.yaml")).path("volumes"));
    List<String> used = new ArrayList<>();
    for (JsonNode service : services()) {
      DashboardLint.elements(service.path("volumes"))
          .map(JsonNode::asText)
          .filter(Predicate.not(volume -> volume.startsWith(".")))
          .forEach(volume -> used.add(volume.substring(0, volume.indexOf(':'))));
    }
    assertThat(declared).containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void commandLines_nameMountedFiles() throws IOException {
    JsonNode services = services();
    for (String name : List.of("prometheus", "alertmanager")) {
      JsonNode service = services.path(name);
      String file =
          DashboardLint.elements(service.path("command"))
              .map(JsonNode::asText)
              .filter(argument -> argument.startsWith("--config.file="))
              .map(argument -> argument.substring("--config.file=".length()))
              .findAny()
              .orElseThrow();
      assertThat(mounts(service)).containsKey(file);
    }
  }

  @Test
  void provisioning_leadsToTheDashboardsAndToPrometheus() throws IOException {
    JsonNode services = services();
    Map<String, Path> mounts = mounts(services.path("grafana"));
    assertThat(mounts).containsEntry("/etc/grafana/provisioning", PROVISIONING);

    JsonNode provider =
        Sources.yaml(PROVISIONING.resolve("dashboards/lambdascope.yaml")).path("providers").path(0);
    String path = provider.path("options").path("path").asText();
    assertThat(provider.path("type").asText()).isEqualTo("file");
    assertThat(mounts).containsEntry(path, Sources.DASHBOARDS);
    assertThat(home(services.path("grafana"))).isEqualTo(path + "/lambdascope.json");

    JsonNode source =
        Sources.yaml(PROVISIONING.resolve("datasources/lambdascope.yaml"))
            .path("datasources")
            .path(0);
    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
    assertThat(source.path("jsonData").path("timeInterval"))
        .isEqualTo(
            Sources.yaml(COMPOSE.resolve("prometheus.yml")).path("global").path("scrape_interval"));
  }

  private static String home(JsonNode grafana) {
    return grafana.path("environment").path("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText();
  }

  @Test
  void prometheus_withTheRulesThatAreMounted_isValid() throws IOException {
    Promtool.require();
    String configuration = Files.readString(COMPOSE.resolve("prometheus.yml"));
    for (Map.Entry<String, Path> mount : mounts(services().path("prometheus")).entrySet()) {
      configuration = configuration.replace(mount.getKey(), mount.getValue().toString());
    }
    Path here = Files.writeString(directory.resolve("prometheus.yml"), configuration);

    Program.Answer answer = Promtool.run("", "check", "config", here.toString());

    assertThat(answer.code()).as(answer.text()).isZero();
    for (Path rules : List.of(Sources.RECORDINGS, Sources.ALERTS)) {
      for (Path file : Sources.filesIn(rules)) {
        assertThat(answer.text()).contains("Checking " + file);
      }
    }
    JsonNode yaml = Sources.yaml(here);
    assertThat(yaml.at("/alerting/alertmanagers/0/static_configs/0/targets/0").asText())
        .isEqualTo("alertmanager:9093");
    assertThat(yaml.at("/scrape_configs/0/static_configs/0/targets/0").asText())
        .startsWith("host.docker.internal:");
  }

  @Test
  void alertmanager_isValid() throws IOException {
    Program.require("amtool", "Debian: apt-get install prometheus-alertmanager");

    Program.Answer answer =
        Program.run(
            "", List.of("amtool", "check-config", COMPOSE.resolve("alertmanager.yml").toString()));

    assertThat(answer.code()).as(answer.text()).isZero();
  }
}
