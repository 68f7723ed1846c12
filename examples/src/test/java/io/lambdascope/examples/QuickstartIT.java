package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command of the README. */
class QuickstartIT {

  @TempDir Path directory;

  @Test
  void quickstart_exit_printsTheTableAndDraws() throws Exception {
    Path picture = directory.resolve("deep/er/picture.png");
    try (Quickstart quickstart =
        Quickstart.run(
            directory,
            "quickstart",
            "--exit",
            "--epochs",
            "2",
            "--port",
            "0",
            "--out",
            picture.toString())) {
      assertThat(quickstart.exitCode()).isZero();
      assertThat(quickstart.output())
          .contains("Serving http://127.0.0.1:")
          .containsPattern("Live page: http://127\\.0\\.0\\.1:\\d+/\\R")
          .contains("loss")
          .containsPattern("l2 +\\S+ \\[ *\\S+, +\\S+\\]")
          .containsPattern("l1 +\\S+ \\[ *\\S+, +\\S+\\]")
          .containsPattern("gradient_norm +\\S+ \\[ *\\S+, +\\S+\\]")
          .contains("58 samples")
          .contains(picture.toString());
      BufferedImage image = ImageIO.read(picture.toFile());
      assertThat(image.getWidth()).isGreaterThan(1000);
      assertThat(image.getHeight()).isGreaterThan(700);
    }
  }

  @Test
  void quickstart_sameSeed_printsTheSameTable() throws Exception {
    assertThat(table("7")).isEqualTo(table("7")).isNotEqualTo(table("8"));
  }

  private String table(String seed) throws Exception {
    try (Quickstart quickstart =
        Quickstart.run(
            directory, "quickstart", "--exit", "--epochs", "1", "--port", "0", "--seed", seed)) {
      String output = quickstart.output();
      assertThat(quickstart.exitCode()).isZero();
      int from = output.indexOf("regularizer ");
      int to = output.indexOf(", the monitor took");
      assertThat(to).isGreaterThan(from);
      return output.substring(from, to);
    }
  }

  @Test
  void quickstart_portInUse_saysSoAndEndsWithUsageError() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Quickstart quickstart =
            Quickstart.run(
                directory,
                "quickstart",
                "--exit",
                "--port",
                String.valueOf(taken.getLocalPort()))) {
      assertThat(quickstart.output())
          .contains(String.valueOf(taken.getLocalPort()))
          .contains("in use")
          .doesNotContain("\tat ");
      assertThat(quickstart.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void quickstart_help_describesEveryOption() throws Exception {
    try (Quickstart quickstart = Quickstart.run(directory, "quickstart", "--help")) {
      assertThat(quickstart.output())
          .contains("--port", "--epochs", "--seed", "--exit", "--rate", "--out", "--help");
      assertThat(quickstart.exitCode()).isZero();
    }
  }

  @Test
  void commandLine_wrongArguments_endWithUsageError() throws Exception {
    String[][] wrong = {
      {},
      {"quickstar"},
      {"quickstart", "--epochs", "0"},
      {"quickstart", "--epochs", "many"},
      {"quickstart", "--rate", "1"},
      {"quickstart", "--port", "70000"}
    };
    for (String[] arguments : wrong) {
      try (Quickstart quickstart = Quickstart.run(directory, arguments)) {
        String output = quickstart.output();
        assertThat(output).as(String.join(" ", arguments)).doesNotContain("\tat ");
        if (arguments.length > 2) {
          assertThat(output).contains(arguments[2]);
        }
        assertThat(quickstart.exitCode()).as(String.join(" ", arguments)).isEqualTo(2);
      }
    }
  }
}
