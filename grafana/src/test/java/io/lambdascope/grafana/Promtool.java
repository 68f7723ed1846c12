package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

  /** Skips the test where promtool is missing; fails it in CI, where nothing may be skipped. */
  static void require() {
    boolean present;
    try {
      present = run("", "--version").code() == 0;
    } catch (IOException e) {
      present = false;
    }
    require(present, "true".equals(System.getenv("CI")));
  }

  static void require(boolean present, boolean ci) {
    if (!present && ci) {
      fail("promtool is not installed, and CI must not skip its tests; install prometheus");
    }
    String reason = "promtool is not installed (Debian: apt-get install prometheus)";
    if (!present) {
      // Surefire prints how many tests were skipped, not why.
      System.err.println("SKIPPED: " + reason);
    }
    assumeTrue(present, reason);
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
