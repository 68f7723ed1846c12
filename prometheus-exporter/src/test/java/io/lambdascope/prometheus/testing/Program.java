package io.lambdascope.prometheus.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that tests talk to, and that may be missing where somebody builds. */
public final class Program {

  private static final int SECONDS_TO_END = 60;

  private Program() {}

  /**
   * Skips the test where a program is missing; fails it in CI, where nothing may be skipped.
   *
   * @param command answers {@code --version}
   * @param remedy how to get it, for example {@code apt-get install prometheus}
   */
  public static void require(String command, String remedy) {
    require(command, remedy, isPresent(command), "true".equals(System.getenv("CI")));
  }

  /** As above, told what there is. */
  public static void require(String command, String remedy, boolean present, boolean ci) {
    String reason = "%s is not installed (%s)".formatted(command, remedy);
    if (!present && ci) {
      fail(reason + ", and CI must not skip its tests");
    }
    if (!present) {
      // Surefire prints how many tests were skipped, not why.
      System.err.println("SKIPPED: " + reason);
    }
    assumeTrue(present, reason);
  }

  /** What a program said, on both its outputs, and how it ended. */
  public record Answer(int code, String text) {}

  /**
   * Runs one to its end, within a minute.
   *
   * @param input what it reads
   */
  public static Answer run(String input, List<String> command) throws IOException {
    // Files, not pipes: a pipe that nobody empties would stop the program.
    Path in = Files.createTempFile("program", ".in");
    Path out = Files.createTempFile("program", ".out");
    try {
      Files.writeString(in, input);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .start();
      try {
        assertThat(process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS))
            .as("%s ends", command)
            .isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while %s ran".formatted(command), e);
      } finally {
        process.destroyForcibly();
      }
      return new Answer(process.exitValue(), Files.readString(out));
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }

  private static boolean isPresent(String command) {
    try {
      Process version = new ProcessBuilder(command, "--version").redirectErrorStream(true).start();
      version.getInputStream().readAllBytes();
      return version.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
