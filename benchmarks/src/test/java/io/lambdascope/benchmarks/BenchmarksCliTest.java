package io.lambdascope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BenchmarksCliTest {

  private final StringWriter errors = new StringWriter();

  @Test
  void execute_noCommand_refusedWithTheCommandsThereAre() {
    int exitCode = BenchmarksCli.commandLine().setErr(new PrintWriter(errors)).execute();

    assertThat(exitCode).isEqualTo(2);
    assertThat(errors.toString()).contains("study", "jmh", "budget", "soak");
  }

  @Test
  void execute_unknownCommand_refused() {
    int exitCode = BenchmarksCli.commandLine().setErr(new PrintWriter(errors)).execute("nonsense");

    assertThat(exitCode).isEqualTo(2);
    assertThat(errors.toString()).contains("nonsense");
  }
}
