package io.lambdascope.benchmarks.studies;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.benchmarks.BenchmarksCli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every study, through the command line as a user runs it. */
class StudiesTest {

  /** Surefire runs with the module's directory as its working directory. */
  private static final Path COMMITTED = Path.of("..", "docs", "studies");

  private static final String COMMAND =
      "./mvnw -q -pl benchmarks -am -DskipTests package"
          + " && java -jar benchmarks/target/lambdascope-benchmarks.jar study ";

  /** Enough for a study to show that it works. */
  private static final String SHARE = "0.01";

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @TestFactory
  Stream<DynamicTest> study_smallShare_writesACompletePage() {
    return studies(
        name -> {
          assertThat(execute("study", name, "--share", SHARE, "--out", directory.toString()))
              .as(errors.toString())
              .isZero();

          Path page = directory.resolve(name + ".md");
          assertThat(output.toString()).contains("wrote " + page);
          assertComplete(Files.readString(page));
          assertThat(page).content().contains("\n" + COMMAND + name + " --share " + SHARE + "\n");
        });
  }

  /** The figures of the full size are committed; a share's are not worth it. */
  @TestFactory
  Stream<DynamicTest> committedPage_everyStudy_isOfTheFullSizeAndComplete() {
    return studies(
        name -> {
          String page = Files.readString(COMMITTED.resolve(name + ".md"));
          assertComplete(page);
          assertThat(page).contains("\n" + COMMAND + name + "\n");
        });
  }

  @Test
  void names_everyStudy_differentAndFitForAFile() {
    List<String> names = StudyCommand.STUDIES.stream().map(Study::name).toList();

    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9-]+"));
  }

  @Test
  void study_unknownName_refusedWithTheNamesThereAre() {
    int exitCode = execute("study", "nonsense", "--out", directory.toString());

    assertThat(exitCode).isEqualTo(2);
    assertThat(errors.toString()).contains("nonsense");
    StudyCommand.STUDIES.forEach(study -> assertThat(errors.toString()).contains(study.name()));
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.5", "1.0001", "NaN", "Infinity", "half"})
  void study_shareOutsideItsRange_refusedWithTheShare(String share) {
    int exitCode = execute("study", "--share", share, "--out", directory.toString());

    assertThat(exitCode).isEqualTo(2);
    assertThat(errors.toString()).contains("--share").contains(share);
    assertThat(directory).isEmptyDirectory();
  }

  private interface Check {
    void of(String name) throws IOException;
  }

  private static Stream<DynamicTest> studies(Check check) {
    return StudyCommand.STUDIES.stream()
        .map(Study::name)
        .map(name -> DynamicTest.dynamicTest(name, () -> check.of(name)));
  }

  private int execute(String... arguments) {
    return BenchmarksCli.commandLine()
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }

  /** A title, and at least one table, of which every cell says something. */
  private static void assertComplete(String page) {
    List<String> rows = page.lines().filter(line -> line.startsWith("|")).toList();

    assertThat(page).matches("(?s)# \\S.*");
    // The header, the line below it, and a row.
    assertThat(rows).hasSizeGreaterThanOrEqualTo(3);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(Arrays.asList(row.substring(1, row.length() - 1).split("\\|", -1)))
                    .noneMatch(String::isBlank)
                    .noneMatch(cell -> cell.contains("NaN")));
  }
}
