package io.lambdascope.prometheus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real Prometheus on loopback, from the Debian package. It is up some time after it is started:
 * wait for what it is to answer.
 */
public final class PrometheusProcess implements AutoCloseable {

  /** To be named where one is missing. */
  public static final String REMEDY = "Debian: apt-get install prometheus";

  private final LoopbackService service;

  private PrometheusProcess(LoopbackService service) {
    this.service = service;
  }

  /** Skips the test where there is none; fails it in CI. */
  public static void require() {
    Program.require("prometheus", REMEDY);
  }

  /**
   * Starts one.
   *
   * @param directory for its data, its log and its configuration
   * @param configuration the text of prometheus.yml
   */
  public static PrometheusProcess start(Path directory, String configuration) throws IOException {
    Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    int port = freePort();
    return new PrometheusProcess(
        LoopbackService.start(
            List.of(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + port),
            port,
            directory.resolve("prometheus.log")));
  }

  /** The text of a configuration that scrapes one target each second, as the job lambdascope. */
  public static String scraping(URI metrics) {
    return """
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        scrape_configs:
          - job_name: lambdascope
            static_configs:
              - targets: ["%s:%d"]
        """
        .formatted(metrics.getHost(), metrics.getPort());
  }

  /** Where its HTTP API is. */
  public URI api() {
    return service.api();
  }

  /** The {@code data.result} of an instant query. */
  public JsonNode query(String expression) {
    return get("/api/v1/query?query=" + encode(expression)).path("data").path("result");
  }

  /**
   * The answer of its API to a GET, also where that is an error.
   *
   * @param pathAndQuery encoded
   */
  public JsonNode get(String pathAndQuery) {
    return service.get(pathAndQuery);
  }

  /** For a query string. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A port of loopback that was free a moment ago. */
  public static int freePort() throws IOException {
    return LoopbackService.freePort();
  }

  @Override
  public void close() {
    service.close();
  }
}
