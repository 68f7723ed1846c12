package io.lambdascope.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every experiment, and what the documentation says of them. */
class ExperimentsTest {

  private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");
  private static final Path PAGES = DOCS.resolve("experiments");

  private static List<Experiment> all() {
    return Experiments.all();
  }

  private static List<String> names() {
    return all().stream().map(Experiment::name).toList();
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
  }

  @Test
  void all_areThoseOfTheIssue() {
    assertThat(names())
        .containsExactly(
            "early-stopping",
            "bootstrap",
            "elastic-net",
            "dropout",
            "gradient-step",
            "trajectory",
            "stationarity",
            "sgd-noise",
            "retrain",
            "weight-averaging",
            "long-horizon");
  }

  @Test
  void tableOfTheDocumentation_hasThemAll_inOrder() throws IOException {
    String page = Files.readString(DOCS.resolve("experiments.md"));
    assertThat(matches("\\[`([a-z-]+)`\\]\\(experiments/", page)).isEqualTo(names());
  }

  @Test
  void pages_areOfThem_andTheirLinksAreThere() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      List<String> pages =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md"))
              .map(name -> name.substring(0, name.length() - 3))
              .toList();
      assertThat(pages).containsExactlyInAnyOrderElementsOf(names());
    }
    for (String name : names()) {
      String page = Files.readString(PAGES.resolve(name + ".md"));
      assertThat(page).contains("lambdascope.jar experiment " + name);
      assertThat(matches("\\]\\(([^)#]+)\\)", page))
          .filteredOn(target -> !target.contains("://"))
          .allSatisfy(target -> assertThat(PAGES.resolve(target)).exists());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void withoutCells_numbersAreUnknown_andTheFigureIsDrawn(Experiment experiment) throws Exception {
    Findings findings = experiment.findings(List.of());
    assertThat(findings.summary())
        .filteredOn(Finding::isAsked)
        .allSatisfy(asked -> assertThat(asked.holds()).isFalse());
    assertThat(experiment.figure(List.of()).svg()).contains("</svg");
  }

  @ParameterizedTest
  @MethodSource("all")
  void descriptions_areThere(Experiment experiment) {
    assertThat(List.of(experiment.title(), experiment.reproduces(), experiment.description()))
        .noneMatch(String::isBlank);
    assertThat(experiment.seeds(true)).isBetween(1, experiment.seeds(false));
    assertThat(experiment.revision()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("all")
  void tasks_haveNamesOfTheirOwn(Experiment experiment) {
    if (experiment.needsMnist()) {
      return; // tested where the digits are
    }
    for (boolean quick : new boolean[] {true, false}) {
      Settings settings = new Settings(quick, experiment.seeds(quick), null, null);
      List<Task> tasks = experiment.tasks(settings);
      assertThat(tasks).extracting(Task::key).doesNotHaveDuplicates().isNotEmpty();
      assertThat(tasks).allSatisfy(task -> assertThat(task.cost()).isPositive());
      assertThat(experiment.protocol(settings)).isNotEmpty();
    }
  }
}
