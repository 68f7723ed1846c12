package io.lambdascope.grafana;

import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own checker, a program that may be missing. */
final class Promtool {

  private Promtool() {}

  /** Skips the test where promtool is missing; fails it in CI. */
  static void require() {
    Program.require("promtool", "Debian: apt-get install prometheus");
  }

  /** Runs it with the given text as its input. */
  static Program.Answer run(String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    return Program.run(input, command);
  }

  /** {@code promtool check rules}, with all its lints. */
  static Program.Answer checkRules(List<Path> files) throws IOException {
    return run("", withFiles(List.of("check", "rules", "--lint=all", "--lint-fatal"), files));
  }

  /** {@code promtool test rules}. */
  static Program.Answer testRules(List<Path> files) throws IOException {
    return run("", withFiles(List.of("test", "rules"), files));
  }

  private static String[] withFiles(List<String> arguments, List<Path> files) {
    List<String> all = new ArrayList<>(arguments);
    files.forEach(file -> all.add(file.toString()));
    return all.toArray(String[]::new);
  }
}
