package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.examples.digits.IdxFiles;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Experiments;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Wrong input to {@code experiment}, {@code refit} and {@code compare}: exit code 2, one line. */
class ExperimentInputTest {

  @TempDir private Path directory;

  private void refused(String remedy, String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine line = LambdascopeCli.commandLine().setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    String said = err.toString();
    assertThat(code).as(said).isEqualTo(2);
    assertThat(said.lines()).as(String.join(" ", arguments)).hasSize(1);
    assertThat(said).startsWith("lambdascope: ").contains(remedy);
  }

  private String mnist() {
    return IdxFiles.write(directory.resolve("mnist"), 10).toString();
  }

  @Test
  void experiment_wrongArguments_oneLineAndCode2() {
    refused("--list", "experiment");
    refused("long-horizon", "experiment", "long-horison");
    refused("--help", "experiment", "--quik");
    refused("--seeds", "experiment", "--seeds", "many");
    refused("--help", "experiment", "long-horizon", "another");
    refused("--threads", "experiment", "long-horizon", "--threads", "0");
    refused("give one", "experiment", "long-horizon", "--resume", "--restart");
    refused("--mnist", "experiment", "long-horizon", "--mnist", directory + "/none");
    refused("--seeds", "experiment", "long-horizon", "--mnist", mnist(), "--seeds", "0");
    refused("--epochs", "experiment", "long-horizon", "--mnist", mnist(), "--epochs", "0");
    for (String name : List.of("dropout", "gradient-step", "sgd-noise")) {
      refused("there are 10", "experiment", name, "--mnist", mnist(), "--out", directory + "/few");
    }
    assertThat(directory.resolve("few")).doesNotExist();
    refused("experimant", "experimant");
    refused("experiment");
  }

  @Test
  void experiment_wrongFiles_oneLineAndNothingChanged() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    refused("--out", "experiment", "long-horizon", "--mnist", mnist(), "--out", file.toString());
    Path damaged = Path.of(mnist()).resolve(IdxFiles.IMAGES);
    Files.write(damaged, new byte[] {1, 2, 3});
    refused("--mnist", "experiment", "long-horizon", "--mnist", directory + "/mnist");
    Path tasks = Files.createDirectory(directory.resolve("old")).resolve("tasks.jsonl");
    Files.writeString(
        tasks,
        "{\"format\":\"lambdascope-tasks\",\"version\":0,\"experiment\":\"long-horizon\"}\n");
    Path results = Files.writeString(directory.resolve("old/results.json"), "{}");
    String[] resume = {
      "experiment", "long-horizon", "--mnist", mnist(), "--out", directory + "/old", "--resume"
    };
    refused("is of version 0", resume);
    assertThat(tasks).content().contains("\"version\":0");
    assertThat(results).hasContent("{}");
    assertThat(file).hasContent("mine");
  }

  @Test
  void logs_missingOrNone_oneLineAndCode2() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "no log at all\n");
    String none = directory.resolve("none").toString();
    refused("there is none", "refit", none);
    refused("cannot be read", "refit", directory.toString());
    refused("text", "refit", text.toString());
    refused("there is none", "compare", none, none);
    refused("LOG", "compare", none);
    refused("LOG", "refit");
    refused("--out", "refit", none, "--out", text.toString());
  }

  @Test
  void list_hasEveryExperiment_withinAHundredColumns() {
    StringWriter out = new StringWriter();
    assertThat(
            LambdascopeCli.commandLine()
                .setOut(new PrintWriter(out))
                .execute("experiment", "--list"))
        .isZero();
    for (Experiment experiment : Experiments.all()) {
      assertThat(out.toString().lines()).anyMatch(line -> line.startsWith(experiment.name() + " "));
    }
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(102));
  }
}
