package io.lambdascope.prometheus.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Programs that tests talk to, and that may be missing where somebody builds. */
public final class Program {

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
