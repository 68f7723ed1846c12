package io.lambdascope.prometheus.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Pushgateway on loopback, from the Debian package. */
public final class PushgatewayProcess implements AutoCloseable {

  /** To be named where one is missing. */
  public static final String REMEDY = "Debian: apt-get install prometheus-pushgateway";

  private static final String COMMAND = "prometheus-pushgateway";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LoopbackService service;
  private final HttpClient client = HttpClient.newHttpClient();

  private PushgatewayProcess(LoopbackService service) {
    this.service = service;
  }

  /** Skips the test where there is none; fails it in CI. */
  public static void require() {
    Program.require(COMMAND, REMEDY);
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param directory for its log
   */
  public static PushgatewayProcess start(Path directory) throws IOException {
    int port = LoopbackService.freePort();
    PushgatewayProcess gateway =
        new PushgatewayProcess(
            LoopbackService.start(
                List.of(
                    COMMAND,
                    "--web.listen-address=127.0.0.1:" + port,
                    // Debian's keeps what was pushed in a file of the machine's, from run to run.
                    "--persistence.file="),
                port,
                directory.resolve("pushgateway.log")));
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> gateway.get("/-/ready").startsWith("OK"));
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
    return gateway;
  }

  /** Where it is. */
  public URI url() {
    return service.api();
  }

  /** What it exports now. */
  public String metrics() throws IOException, InterruptedException {
    return get("/metrics");
  }

  private String get(String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(url().resolve(path)).timeout(Duration.ofSeconds(30)).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    service.close();
  }
}
