package io.lambdascope.examples.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.record.LogHeader;
import io.lambdascope.core.record.ObservationLogWriter;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Term;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RefitCommandTest {

  private static final int COUNT = 10;

  @TempDir private Path directory;

  /** Two groups of l2 and one l1, with columns at right angles of energies 1, 1 and 4. */
  private Path log(String name, double shift) throws IOException {
    Path log = directory.resolve(name);
    LogHeader header =
        new LogHeader(
            new Identity(name, "model", "without_dropout"),
            List.of(new Term("l2", "a"), new Term("l2", "b"), Term.of("l1")),
            100);
    try (ObservationLogWriter writer = ObservationLogWriter.open(log, header, 1 << 20)) {
      for (int k = 0; k < COUNT; k++) {
        double noise = k % 2 == 0 ? 0.1 : -0.1;
        double[] cross = {1 + shift + noise, 3 + shift + noise, 8 + 4 * noise};
        writer.record(
            new Observation(
                new GradientMatch(k, 100, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 4}, cross, 60),
                1,
                1,
                ReferenceQuality.EXACT),
            new Progress(k + 1, k, 0, 1));
      }
    }
    return log;
  }

  private static String run(Callable<Integer> command, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(command).setOut(new PrintWriter(out));
    assertThat(line.execute(arguments)).isZero();
    return out.toString();
  }

  @Test
  void refit_cumulative_csvAndJsonOfTheCourse() throws IOException {
    Path csv = directory.resolve("course.csv");
    Path json = directory.resolve("course.json");
    String out =
        run(
            new RefitCommand(),
            log("one", 0).toString(),
            "--csv",
            csv.toString(),
            "--json",
            json.toString());
    assertThat(out).contains("run one", "10 observations", "l2[a]", "l2[b]", "l1 ");
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(1 + 3 * COUNT);
    String[] last = lines.get(lines.size() - 1).split(",", -1);
    assertThat(last[0]).isEqualTo("9");
    assertThat(last[1]).isEqualTo("l1");
    // c/A, whose noise cancels over an even number of observations.
    assertThat(Double.parseDouble(last[3])).isCloseTo(2, within(1e-12));
    JsonNode course = new ObjectMapper().readTree(json.toFile());
    assertThat(course).hasSize(COUNT);
    assertThat(course.get(9).path("coefficients").get(1).path("lambda").asDouble())
        .isCloseTo(3, within(1e-12));
  }

  @Test
  void refit_groupsMergedAndTermsChosen_oneCoefficient() throws IOException {
    Path csv = directory.resolve("course.csv");
    String out =
        run(
            new RefitCommand(),
            log("one", 0).toString(),
            "--merge-groups",
            "--terms",
            "l2",
            "--half-life",
            "1e9",
            "--pool",
            "2",
            "--csv",
            csv.toString());
    assertThat(out).doesNotContain("l1");
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(1 + COUNT / 2);
    // (1 + 3)/(1 + 1).
    assertThat(Double.parseDouble(lines.get(5).split(",", -1)[3])).isCloseTo(2, within(1e-12));
  }

  @Test
  void refit_tornLog_saysWhere() throws IOException {
    Path log = log("one", 0);
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length - 5));
    assertThat(run(new RefitCommand(), log.toString(), "--window", "4"))
        .contains("damaged: ", "record 10 was not written to its end", "9 observations");
  }

  @Test
  void compare_shiftedRun_differenceAndZ() throws IOException {
    String out = run(new CompareCommand(), log("one", 0).toString(), log("two", 0.5).toString());
    assertThat(out.lines().filter(line -> line.startsWith("l2[a]")))
        .singleElement()
        .asString()
        .contains("difference 5.00e-01");
    assertThat(out.lines().filter(line -> line.startsWith("l1 ")))
        .singleElement()
        .asString()
        .contains("z 0.00");
  }

  @Test
  void refit_severalLogsAndWays_filesHaveThemAll() throws IOException {
    Path out = directory.resolve("out");
    String said =
        run(
            new RefitCommand(),
            log("one", 0).toString(),
            log("two", 0.5).toString(),
            "--half-life",
            "5,1e9",
            "--cumulative",
            "--merge-groups",
            "--each-group",
            "--out",
            out.toString());
    assertThat(said).contains("half-life 5.0", "half-life 1.0E9", "cumulative", "report.html");
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    // Two runs of 10 observations, three estimators, three terms by groups and one merged.
    assertThat(results.path("cells")).hasSize(2 * COUNT * 3 * 4);
    JsonNode last = results.path("cells").get(results.path("cells").size() - 1);
    assertThat(last.at("/at/run").asText()).isEqualTo("two");
    assertThat(last.at("/at/estimator").asText()).isEqualTo("cumulative");
    assertThat(last.at("/at/term").asText()).isEqualTo("l2");
    assertThat(last.at("/at/iteration").asInt()).isEqualTo(9);
    // (1.5 + 3.5)/(1 + 1).
    assertThat(last.path("estimate").asDouble()).isCloseTo(2.5, within(1e-12));
    assertThat(last.path("lower").asDouble()).isLessThan(2.5);
    assertThat(results.path("summary")).hasSize(2 * 3 * 4);
    assertThat(results.path("verdict").get(0).asText()).contains("l2[a] of one", "excludes zero");
    for (String file : List.of("results.csv", "figure.png", "figure.svg", "report.html")) {
      assertThat(out.resolve(file)).isNotEmptyFile();
    }
  }

  @Test
  void refit_csvOfSeveralWays_refused() throws IOException {
    Path log = log("one", 0);
    Path csv = directory.resolve("course.csv");
    CommandLine line = new CommandLine(new RefitCommand());
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(new StringWriter()))
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              err.append(exception.getMessage());
              return exception instanceof IllegalArgumentException ? 2 : 1;
            });
    assertThat(line.execute(log.toString(), "--kalman", "--window", "5", "--csv", csv.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("these are 2", "--out");
    assertThat(csv).doesNotExist();
  }

  @Test
  void compare_threeRuns_differencesToTheFirstWithIntervals() throws IOException {
    Path out = directory.resolve("out");
    String said =
        run(
            new CompareCommand(),
            log("one", 0).toString(),
            log("two", 0.5).toString(),
            log("three", -0.25).toString(),
            "--out",
            out.toString());
    assertThat(said).contains("two against one", "three against one");
    JsonNode cells =
        new ObjectMapper().readTree(out.resolve("results.json").toFile()).path("cells");
    assertThat(cells).hasSize(3 * COUNT * 3 + 2 * COUNT * 3);
    JsonNode one = null;
    JsonNode three = null;
    JsonNode difference = null;
    for (JsonNode cell : cells) {
      boolean last =
          cell.at("/at/iteration").asInt() == 9 && cell.at("/at/term").asText().equals("l2[b]");
      String run = cell.at("/at/run").asText();
      if (last && cell.path("quantity").asText().equals("difference")) {
        difference = run.equals("three") ? cell : difference;
      } else if (last) {
        one = run.equals("one") ? cell : one;
        three = run.equals("three") ? cell : three;
      }
    }
    assertThat(difference.path("estimate").asDouble()).isCloseTo(-0.25, within(1e-12));
    // Alike intervals, which are symmetric: the difference's is √2 as wide.
    double half = one.path("upper").asDouble() - one.path("estimate").asDouble();
    assertThat(three.path("upper").asDouble() - three.path("estimate").asDouble())
        .isCloseTo(half, within(1e-9));
    assertThat(difference.path("upper").asDouble() + 0.25)
        .isCloseTo(Math.sqrt(2) * half, within(1e-9));
    assertThat(difference.at("/measures/lag").asDouble()).isZero();
  }
}
