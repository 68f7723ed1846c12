package io.lambdascope.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.benchmarks.BenchmarksCli;
import io.lambdascope.benchmarks.jmh.UpdateBenchmark.Method;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmhCommandTest {

  private static final String COMMAND =
      "./mvnw -q -pl benchmarks -am -DskipTests package"
          + " && java -jar benchmarks/target/lambdascope-benchmarks.jar jmh";

  @TempDir private Path directory;

  private final StringWriter errors = new StringWriter();

  /** In this JVM, and as short as can be: the figures are worth nothing, the page is whole. */
  @Test
  void jmh_shortRun_writesARowForEveryEstimator() throws IOException {
    int exitCode = execute("--forks", "0", "--milliseconds", "1", "--regularizers", "2");

    assertThat(exitCode).as(errors.toString()).isZero();
    String page = Files.readString(directory.resolve("update-cost.md"));
    assertThat(page)
        .contains("\n" + COMMAND + " --forks 0 --milliseconds 1 --regularizers 2\n")
        .contains("The bound, for r = 8, was not measured.")
        .doesNotContain("NaN");
    for (Method method : Method.values()) {
      String name = method.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      assertThat(page).contains("\n| " + name + " | 2 | ");
    }
  }

  @ParameterizedTest
  @CsvSource({"--forks, -1", "--milliseconds, 0", "--regularizers, 0", "--forks, many"})
  void jmh_argumentOutsideItsRange_refusedWithIt(String option, String value) {
    int exitCode = execute(option, value);

    assertThat(exitCode).isEqualTo(2);
    assertThat(errors.toString()).contains(option).contains(value);
    assertThat(directory).isEmptyDirectory();
  }

  /** Surefire runs with the module's directory as its working directory. */
  @Test
  void committedPage_ofTheFullSize_namesTheCommand() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "studies", "update-cost.md"));

    assertThat(page).contains("\n" + COMMAND + "\n").contains("| cumulative | 8 | ");
  }

  private int execute(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "jmh";
    all[1] = "--out=" + directory;
    all[2] = "--quiet";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return BenchmarksCli.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(errors))
        .execute(all);
  }
}
