package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdascope.examples.digits.IdxFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code experiment} as a user runs it, broken off by Ctrl-C too. */
class ExperimentIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SEEDS = 8;

  @TempDir private Path directory;

  /** One that ran: its exit code, and what it said. */
  private record Ended(int code, String output) {}

  private Process start(String out, String... more) throws IOException {
    // A process that a shell has put into the background ignores SIGINT, and so do its children.
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT",
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                Path.of("target", "lambdascope.jar").toAbsolutePath().toString(),
                "experiment",
                "long-horizon",
                "--only",
                "least squares",
                "--mnist",
                IdxFiles.write(directory.resolve("mnist"), 10).toString(),
                "--seeds",
                String.valueOf(SEEDS),
                "--threads",
                "1",
                "--out",
                directory.resolve(out).toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(out + ".txt").toFile())
        .start();
  }

  private Ended end(Process process, String out) throws Exception {
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return new Ended(
          process.exitValue(),
          Files.readString(directory.resolve(out + ".txt"), StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  private Ended run(String out, String... more) throws Exception {
    return end(start(out, more), out);
  }

  private long tasksDone(String out) throws IOException {
    Path log = directory.resolve(out).resolve("tasks.jsonl");
    return Files.exists(log) ? Files.readAllLines(log).size() - 1 : 0;
  }

  private String withoutProvenance(String out) throws IOException {
    JsonNode root = JSON.readTree(directory.resolve(out).resolve("results.json").toFile());
    ((ObjectNode) root).remove("provenance");
    return root.toPrettyString();
  }

  @Test
  void ctrlC_keepsWhatIsDone_andResumeGivesTheUnbrokenRun() throws Exception {
    Ended whole = run("whole");
    assertThat(whole.code()).as(whole.output()).isZero();
    assertThat(whole.output()).contains("holds", "Report: ", "tasks were not done (--only)");
    for (String file :
        List.of("results.json", "results.csv", "figure.png", "figure.svg", "report.html")) {
      assertThat(directory.resolve("whole").resolve(file)).isNotEmptyFile();
    }

    Process broken = start("broken");
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> tasksDone("broken") >= 1);
    new ProcessBuilder("kill", "-INT", String.valueOf(broken.pid())).start().waitFor();
    Ended brokenOff = end(broken, "broken");
    assertThat(brokenOff.code()).isEqualTo(130);
    assertThat(brokenOff.output()).contains("are done and kept; --resume goes on from there");
    assertThat(tasksDone("broken")).isBetween(1L, 2L * SEEDS - 1);
    assertThat(directory.resolve("broken/results.json")).doesNotExist();

    Ended refused = run("broken");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.output()).contains("--resume").hasLineCount(1);

    Ended resumed = run("broken", "--resume");
    assertThat(resumed.code()).as(resumed.output()).isZero();
    assertThat(withoutProvenance("broken")).isEqualTo(withoutProvenance("whole"));
    for (String file : List.of("results.csv", "figure.png", "figure.svg")) {
      assertThat(directory.resolve("broken").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("whole").resolve(file));
    }
  }
}
