package io.lambdascope.examples.record;

import io.lambdascope.core.record.RunComparison;
import io.lambdascope.examples.experiment.ResultFiles;
import io.lambdascope.examples.figure.IntervalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: the coefficients of two or more runs. */
@Command(
    name = "compare",
    description = {
      "Fits the logs of two or more runs alike and compares their coefficients with the first run's:",
      "the difference, its 95% interval and standard error for runs with independent noise, and their",
      "ratio z. With --out: table, figure and report, as 'experiment' writes them."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "LOG",
      arity = "2..*",
      description = "Of each run; the others are compared with the first.")
  private List<Path> logs;

  @Mixin private RefitOptions options = new RefitOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write results.json, results.csv, figure.png, figure.svg, report.html here.")
  private @Nullable Path out;

  CompareCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    if (out != null) {
      ResultFiles.requireWritable(out);
    }
    long start = System.nanoTime();
    List<RefitOptions.Course> courses = new ArrayList<>();
    for (Path log : logs) {
      List<RefitOptions.Course> fitted = options.fit(log, console);
      if (fitted.size() > 1) {
        throw new IllegalArgumentException(
            "runs are compared by one estimator, these are %d; give one, and --merge-groups or --each-group"
                .formatted(fitted.size()));
      }
      courses.add(fitted.get(0));
    }
    for (RefitOptions.Course other : courses.subList(1, courses.size())) {
      print(courses.get(0), other, console);
    }
    if (out != null) {
      CompareResults results = new CompareResults(courses);
      ResultFiles.write(
          results.results(options.description(), (System.nanoTime() - start) / 1e9),
          results.figure(),
          out);
      console.printf("Report: %s%n", out.resolve("report.html").toAbsolutePath());
    }
    console.flush();
    return 0;
  }

  private void print(RefitOptions.Course one, RefitOptions.Course other, PrintWriter console) {
    List<RunComparison> comparisons =
        RunComparison.of(one.terms(), one.last(), other.terms(), other.last());
    if (comparisons.isEmpty()) {
      throw new IllegalArgumentException(
          "the runs have no term in common: %s and %s".formatted(one.terms(), other.terms()));
    }
    if (logs.size() > 2) {
      console.printf("%s against %s%n", other.run(), one.run());
    }
    for (RunComparison comparison : comparisons) {
      console.printf(
          "%-24s %s  %s  difference %s [%s, %s], standard error %s, z %s%n",
          RefitCommand.name(comparison.term()),
          IntervalText.of(comparison.first()),
          IntervalText.of(comparison.second()),
          text(comparison.difference(), "%.2e"),
          text(comparison.lower(), "%.2e"),
          text(comparison.upper(), "%.2e"),
          text(comparison.standardError(), "%.2e"),
          text(comparison.z(), "%.2f"));
    }
  }

  private static String text(OptionalDouble value, String format) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "unknown";
  }
}
