package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own checker, a program that may be missing. */
final class Promtool {

  /** What it said and how it ended. */
  record Answer(int code, String text) {}

  private Promtool() {}

  /** Skips the test where promtool is missing; fails it in CI. */
  static void require() {
    Program.require("promtool", "Debian: apt-get install prometheus");
  }

  /** Runs it with the given text as its input. */
  static Answer run(String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    // Files, not pipes: a pipe that nobody empties would stop the program.
    Path in = Files.createTempFile("promtool", ".in");
    Path out = Files.createTempFile("promtool", ".out");
    try {
      Files.writeString(in, input);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .start();
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("promtool ends").isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while promtool ran", e);
      } finally {
        process.destroyForcibly();
      }
      return new Answer(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }
}
