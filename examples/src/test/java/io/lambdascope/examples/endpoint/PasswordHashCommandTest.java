package io.lambdascope.examples.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.prometheus.Snapshots;
import io.lambdascope.prometheus.http.MetricsServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From the command to a server that asks for the password. */
class PasswordHashCommandTest {

  @TempDir private Path directory;

  private static String run(int code, String input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    StringWriter out = new StringWriter();
    try {
      CommandLine command = new CommandLine(new PasswordHashCommand());
      command.setOut(new PrintWriter(out));
      command.setErr(new PrintWriter(out));
      command.setExecutionExceptionHandler(
          (exception, failed, parsed) -> {
            failed.getErr().println(exception.getMessage());
            return CommandLine.ExitCode.USAGE;
          });
      assertThat(command.execute(arguments)).as(out.toString()).isEqualTo(code);
    } finally {
      System.setIn(before);
    }
    return out.toString();
  }

  private static int status(MetricsServer server, String said) throws Exception {
    String header =
        "Basic " + Base64.getEncoder().encodeToString(said.getBytes(StandardCharsets.UTF_8));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.url()).header("Authorization", header).build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void hash_printed_isAConfigurationThatLetsThePasswordIn() throws Exception {
    String printed = run(0, "öpen sesame\n", "--stdin", "--username", "the \"scraper\"");
    assertThat(printed).doesNotContain("sesame");
    Path file = Files.writeString(directory.resolve("endpoint.yml"), printed);

    try (MetricsServer server =
        MetricsServer.builder().monitor(Snapshots::empty).configuration(file).port(0).start()) {
      assertThat(status(server, "the \"scraper\":öpen sesame")).isEqualTo(200);
      assertThat(status(server, "the \"scraper\":open sesame")).isEqualTo(401);
    }
  }

  @Test
  void hash_twice_differs() {
    assertThat(run(0, "a\n", "--stdin")).isNotEqualTo(run(0, "a\n", "--stdin"));
  }

  @Test
  void hash_noPassword_isRefused() {
    assertThat(run(2, "", "--stdin")).contains("standard input has no line");
    assertThat(run(2, "\n", "--stdin")).contains("the password is empty");
  }
}
