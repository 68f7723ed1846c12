package io.lambdascope.examples.record;

import io.lambdascope.core.record.RunComparison;
import io.lambdascope.examples.figure.IntervalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: the coefficients of two runs. */
@Command(
    name = "compare",
    description = {
      "Fits the logs of two runs alike and compares their coefficients: the difference, its",
      "standard error for runs with independent noise, and their ratio z."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "LOG", description = "Of the first run.")
  private Path first;

  @Parameters(index = "1", paramLabel = "LOG", description = "Of the second run.")
  private Path second;

  @Mixin private RefitOptions options = new RefitOptions();

  CompareCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    RefitOptions.Course one = options.fit(first, console);
    RefitOptions.Course other = options.fit(second, console);
    List<RunComparison> comparisons =
        RunComparison.of(one.terms(), one.last(), other.terms(), other.last());
    if (comparisons.isEmpty()) {
      throw new IllegalArgumentException(
          "the runs have no term in common: %s and %s".formatted(one.terms(), other.terms()));
    }
    for (RunComparison comparison : comparisons) {
      console.printf(
          "%-24s %s  %s  difference %s, standard error %s, z %s%n",
          RefitCommand.name(comparison.term()),
          IntervalText.of(comparison.first()),
          IntervalText.of(comparison.second()),
          text(comparison.difference(), "%.2e"),
          text(comparison.standardError(), "%.2e"),
          text(comparison.z(), "%.2f"));
    }
    console.flush();
    return 0;
  }

  private static String text(OptionalDouble value, String format) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "unknown";
  }
}
