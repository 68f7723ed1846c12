package io.lambdascope.prometheus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program with an HTTP API of JSON, on a port of loopback, until it is closed. */
final class LoopbackService implements AutoCloseable {

  private static final int SECONDS_TO_END = 20;

  private final Process process;
  private final URI api;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  private LoopbackService(Process process, URI api) {
    this.process = process;
    this.api = api;
  }

  /**
   * Starts one.
   *
   * @param command that makes it listen on {@code port}
   * @param log a file for what it says
   */
  static LoopbackService start(List<String> command, int port, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new LoopbackService(process, URI.create("http://127.0.0.1:" + port));
  }

  URI api() {
    return api;
  }

  /** The answer to a GET, also where that is an error. */
  JsonNode get(String pathAndQuery) {
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

  /** A port of loopback that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
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
