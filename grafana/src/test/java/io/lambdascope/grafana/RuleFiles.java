package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of recording and alerting rules, and copies of them with an error. */
final class RuleFiles {

  /** Where rules and their tests are, as the tests name the rules by relative paths. */
  private static final Path MODULE_SOURCES = Path.of("src").toAbsolutePath();

  /** What a test of rules asks for. */
  private static final Pattern ASKED = Pattern.compile("(?:alertname|expr): .*");

  private RuleFiles() {}

  /** All of them, recording rules first. */
  static List<Path> all() throws IOException {
    return Stream.concat(
            Sources.filesIn(Sources.RECORDINGS).stream(), Sources.filesIn(Sources.ALERTS).stream())
        .toList();
  }

  static List<JsonNode> alerts() throws IOException {
    return rules(Sources.ALERTS);
  }

  static List<JsonNode> recordings() throws IOException {
    return rules(Sources.RECORDINGS);
  }

  private static List<JsonNode> rules(Path directory) throws IOException {
    Stream<JsonNode> rules = Stream.of();
    for (Path file : Sources.filesIn(directory)) {
      rules =
          Stream.concat(
              rules,
              DashboardLint.elements(Sources.yaml(file).path("groups"))
                  .flatMap(group -> DashboardLint.elements(group.path("rules"))));
    }
    List<JsonNode> all = rules.toList();
    assertThat(all).isNotEmpty();
    return all;
  }

  /**
   * A copy of the rules with an error in one of them, and of the tests that ask for that one.
   *
   * @param rule name of the alert or the record
   * @param right what is replaced there, wherever it stands in that rule
   */
  static Copy withError(Path directory, String rule, String right, String wrong)
      throws IOException {
    Pattern block =
        Pattern.compile(
            "- (?:alert|record): " + Pattern.quote(rule) + "\n.*?(?=\n *- (?:alert|record):|\\z)",
            Pattern.DOTALL);
    boolean planted = false;
    for (Path file : all()) {
      String text = Files.readString(file);
      Matcher found = block.matcher(text);
      if (found.find()) {
        assertThat(found.group()).contains(right);
        text =
            text.substring(0, found.start())
                + found.group().replace(right, wrong)
                + text.substring(found.end());
        planted = true;
      }
      copy(directory, file, text);
    }
    assertThat(planted).as(rule).isTrue();
    List<Path> tests = new ArrayList<>();
    for (Path file : Sources.filesIn(Sources.RULES_TESTS)) {
      String text = Files.readString(file);
      if (text.contains(rule)) {
        copy(directory, file, testsOf(rule, text));
        tests.add(at(directory, file));
      }
    }
    return new Copy(all().stream().map(file -> at(directory, file)).toList(), tests);
  }

  /** Without the tests that do not ask for the rule: each takes a tenth of a second. */
  private static String testsOf(String rule, String text) {
    List<String> parts = List.of(text.split("(?m)^(?=  - name: )", -1));
    return parts.get(0)
        + parts.stream()
            .skip(1)
            .filter(test -> ASKED.matcher(test).results().anyMatch(m -> m.group().contains(rule)))
            .collect(Collectors.joining());
  }

  /**
   * Where a copy is.
   *
   * @param rules its rules
   * @param tests their tests
   */
  record Copy(List<Path> rules, List<Path> tests) {}

  private static void copy(Path directory, Path file, String text) throws IOException {
    Path to = at(directory, file);
    Files.createDirectories(to.getParent());
    Files.writeString(to, text);
  }

  private static Path at(Path directory, Path file) {
    return directory.resolve(MODULE_SOURCES.relativize(file));
  }
}
