package io.lambdascope.prometheus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus on loopback, from the Debian package. It is up some time after it is started:
 * wait for what it is to answer.
 */
public final class PrometheusProcess implements AutoCloseable {

  /** To be named where one is missing. */
  public static final String REMEDY = "Debian: apt-get install prometheus";

  private static final int SECONDS_TO_END = 20;

  private final Process process;
  private final URI api;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  private PrometheusProcess(Process process, URI api) {
    this.process = process;
    this.api = api;
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
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    return new PrometheusProcess(process, URI.create("http://127.0.0.1:" + port));
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
    return api;
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
    try {
      return json.readTree(
          client
              .send(
                  HttpRequest.newBuilder(api.resolve(pathAndQuery))
                      .timeout(Duration.ofSeconds(30))
                      .build(),
                  BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** For a query string. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A port of loopback that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    end(process);
  }

  /** Ends a program that tests talked to. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
