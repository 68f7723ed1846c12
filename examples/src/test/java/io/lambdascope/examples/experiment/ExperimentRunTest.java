package io.lambdascope.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdascope.examples.experiment.ExperimentRun.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Settings SETTINGS = new Settings(false, 6, null, null);

  @TempDir private Path directory;

  private Results run(
      Experiment experiment, String name, int threads, Start start, @Nullable String only)
      throws Exception {
    return new ExperimentRun(experiment, SETTINGS, directory.resolve(name), "command")
        .run(threads, start, only, null);
  }

  private String withoutProvenance(String name) throws IOException {
    JsonNode root = JSON.readTree(directory.resolve(name).resolve("results.json").toFile());
    ((ObjectNode) root).remove("provenance");
    return root.toPrettyString();
  }

  @Test
  void results_doNotDependOnThreads() throws Exception {
    Results one = run(new SmallExperiment(), "1", 1, Start.FRESH, null);
    run(new SmallExperiment(), "2", 2, Start.FRESH, null);
    run(new SmallExperiment(), "3", 3, Start.FRESH, null);
    assertThat(withoutProvenance("2")).isEqualTo(withoutProvenance("1"));
    assertThat(withoutProvenance("3")).isEqualTo(withoutProvenance("1"));
    for (String csv : List.of("2/results.csv", "3/results.csv")) {
      assertThat(directory.resolve(csv)).hasSameBinaryContentAs(directory.resolve("1/results.csv"));
    }
    // Masks and draws are the tasks' own: each seed has others.
    Set<Double> drawn = new HashSet<>();
    Cells.of(one.cells()).quantity("drawn").stream().forEach(cell -> drawn.add(cell.estimate()));
    assertThat(drawn).hasSize(6);
  }

  @Test
  void fiveFiles_areWritten_andNothingIsLeftBehind() throws Exception {
    run(new SmallExperiment(), "x", 2, Start.FRESH, null);
    try (Stream<Path> files = Files.list(directory.resolve("x"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "results.json",
              "results.csv",
              "figure.png",
              "figure.svg",
              "report.html",
              "tasks.jsonl");
    }
  }

  @Test
  void resume_afterAPart_doesTheRestAndIsTheUnbrokenRun() throws Exception {
    run(new SmallExperiment(), "whole", 2, Start.FRESH, null);
    SmallExperiment broken = new SmallExperiment();
    Results part = run(broken, "broken", 1, Start.FRESH, "seed 3");
    assertThat(part.changes()).containsExactly("5 of 6 tasks were not done (--only).");
    assertThat(part.cells()).hasSize(2);
    assertThat(broken.runs()).isEqualTo(1);
    run(broken, "broken", 2, Start.RESUME, null);
    assertThat(broken.runs()).isEqualTo(6);
    for (String file : List.of("results.csv", "figure.svg", "figure.png")) {
      assertThat(directory.resolve("broken").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("whole").resolve(file));
    }
    assertThat(withoutProvenance("broken")).isEqualTo(withoutProvenance("whole"));
  }

  @Test
  void fresh_overAPart_isRefusedAndRestartIsNot() throws Exception {
    SmallExperiment experiment = new SmallExperiment();
    run(experiment, "x", 1, Start.FRESH, "seed 3");
    assertThatThrownBy(() -> run(experiment, "x", 1, Start.FRESH, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--resume")
        .hasMessageContaining("--restart");
    assertThat(experiment.runs()).isEqualTo(1);
    run(experiment, "x", 1, Start.RESTART, "seed 3");
    assertThat(experiment.runs()).isEqualTo(2);
  }

  @Test
  void failingTask_othersAreDoneAndKept() throws Exception {
    SmallExperiment failing = new SmallExperiment(6); // the costliest, hence the first
    assertThatThrownBy(() -> run(failing, "x", 1, Start.FRESH, null))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("'seed 6' failed")
        .hasMessageContaining("5 of 6 tasks are done and kept, 1 failed");
    assertThat(failing.runs()).isEqualTo(6);
    assertThat(directory.resolve("x/results.json")).doesNotExist();
    SmallExperiment mended = new SmallExperiment();
    assertThat(run(mended, "x", 1, Start.RESUME, null).cells()).hasSize(12);
    assertThat(mended.runs()).isEqualTo(1);
  }

  @Test
  void only_thatNoTaskHas_isRefused() {
    assertThatThrownBy(() -> run(new SmallExperiment(), "x", 1, Start.FRESH, "width"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'width'")
        .hasMessageContaining("'seed 1'");
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void json_whoseDirectoryIsNotThere_isWritten() throws Exception {
    Path json = directory.resolve("deep/er/mine.json");
    new ExperimentRun(new SmallExperiment(), SETTINGS, directory.resolve("x"), "command")
        .run(1, Start.FRESH, "seed 1", json);
    assertThat(json).hasSameBinaryContentAs(directory.resolve("x/results.json"));
  }

  @Test
  void places_whereNothingCanBeWritten_areRefusedBeforeAnyTask() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    SmallExperiment experiment = new SmallExperiment();
    assertThatThrownBy(() -> run(experiment, "file", 1, Start.FRESH, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--out");
    ExperimentRun run = new ExperimentRun(experiment, SETTINGS, directory.resolve("x"), "command");
    for (Path json : List.of(directory, file.resolve("x.json"))) {
      assertThatThrownBy(() -> run.run(1, Start.FRESH, null, json))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--json");
    }
    assertThat(experiment.runs()).isZero();
    assertThat(file).hasContent("mine");
  }
}
