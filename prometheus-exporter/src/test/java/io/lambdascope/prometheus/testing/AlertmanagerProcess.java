package io.lambdascope.prometheus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Alertmanager on loopback, without a cluster, from the Debian package. It is up some time
 * after it is started: wait for what it is to answer.
 */
public final class AlertmanagerProcess implements AutoCloseable {

  /** To be named where one is missing. */
  public static final String REMEDY = "Debian: apt-get install prometheus-alertmanager";

  /** As Debian calls it. */
  private static final String COMMAND = "prometheus-alertmanager";

  private final LoopbackService service;

  private AlertmanagerProcess(LoopbackService service) {
    this.service = service;
  }

  /** Skips the test where there is none; fails it in CI. */
  public static void require() {
    Program.require(COMMAND, REMEDY);
  }

  /**
   * Starts one.
   *
   * @param directory for its data, its log and its configuration
   * @param configuration the text of alertmanager.yml
   */
  public static AlertmanagerProcess start(Path directory, String configuration) throws IOException {
    Path file = Files.writeString(directory.resolve("alertmanager.yml"), configuration);
    int port = LoopbackService.freePort();
    return new AlertmanagerProcess(
        LoopbackService.start(
            List.of(
                COMMAND,
                "--config.file=" + file,
                "--storage.path=" + directory.resolve("alertmanager-data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address="),
            port,
            directory.resolve("alertmanager.log")));
  }

  /** Where its HTTP API is. */
  public URI api() {
    return service.api();
  }

  /** What it has been told of and is active, by name; in the form of its API. */
  public List<JsonNode> alerts(String name) {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode alert : service.get("/api/v2/alerts?active=true")) {
      if (alert.path("labels").path("alertname").asText().equals(name)) {
        alerts.add(alert);
      }
    }
    return alerts;
  }

  /** The answer of its API to a GET, also where that is an error. */
  public JsonNode get(String pathAndQuery) {
    return service.get(pathAndQuery);
  }

  @Override
  public void close() {
    service.close();
  }
}
