package io.lambdascope.examples.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.examples.experiment.ResultFiles;
import io.lambdascope.examples.figure.IntervalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code refit}: Λ(t) again, from the logs of runs. */
@Command(
    name = "refit",
    description = {
      "Estimates the coefficients again from the logs of runs' observations, by other estimators",
      "or of other terms, without training. With --out: table, figure and report, as 'experiment'",
      "writes them."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class RefitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "LOG",
      arity = "1..*",
      description = "What record(...) of the listener has written; several runs one after another.")
  private List<Path> logs;

  @Mixin private RefitOptions options = new RefitOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write results.json, results.csv, figure.png, figure.svg, report.html here.")
  private @Nullable Path out;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the whole course here.")
  private @Nullable Path csv;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the whole course here.")
  private @Nullable Path json;

  RefitCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    if (out != null) {
      ResultFiles.requireWritable(out);
    }
    long start = System.nanoTime();
    List<List<RefitOptions.Course>> fits = new ArrayList<>();
    for (Path log : logs) {
      List<RefitOptions.Course> fitted = options.fit(log, console);
      fitted.forEach(course -> print(course, fitted.size() > 1, console));
      fits.add(fitted);
    }
    RefitOptions.Course first = fits.get(0).get(0);
    int courses = fits.stream().mapToInt(List::size).sum();
    if ((csv != null || json != null) && courses > 1) {
      throw new IllegalArgumentException(
          "--csv and --json are of one log, fitted in one way, these are %d; --out has all of them"
              .formatted(courses));
    }
    if (csv != null) {
      Files.writeString(csv, csv(first));
    }
    if (json != null) {
      new ObjectMapper().writeValue(json.toFile(), json(first));
    }
    if (out != null) {
      RefitResults results = new RefitResults(fits);
      ResultFiles.write(
          results.results(options.description(), (System.nanoTime() - start) / 1e9),
          results.figure(),
          out);
      console.printf("Report: %s%n", out.resolve("report.html").toAbsolutePath());
    }
    console.flush();
    return 0;
  }

  private static void print(RefitOptions.Course fitted, boolean several, PrintWriter console) {
    for (int j = 0; j < fitted.terms().size(); j++) {
      Coefficient coefficient = fitted.last().coefficient(j);
      console.printf(
          "%-24s %s  %s%s%n",
          name(fitted.terms().get(j)),
          IntervalText.of(coefficient),
          coefficient.identifiability().name().toLowerCase(Locale.ROOT),
          several ? "  " + fitted.estimator() : "");
    }
  }

  static String name(Term term) {
    return term.group().equals(Term.ALL)
        ? term.regularizer()
        : term.regularizer() + "[" + term.group() + "]";
  }

  /** A line for each coefficient after each observation. */
  private static String csv(RefitOptions.Course fitted) {
    StringBuilder lines =
        new StringBuilder(
            "iteration,regularizer,group,lambda,standard_error,lower,upper,identifiability,r_squared\n");
    for (LambdaEstimate estimate : fitted.course()) {
      for (int j = 0; j < fitted.terms().size(); j++) {
        Term term = fitted.terms().get(j);
        Coefficient c = estimate.coefficient(j);
        // A group's name is the user's.
        lines.append(
            "%d,%s,\"%s\",%s,%s,%s,%s,%s,%s%n"
                .formatted(
                    estimate.iteration(),
                    term.regularizer(),
                    term.group().replace("\"", "\"\""),
                    c.value(),
                    c.standardError(),
                    c.lower(),
                    c.upper(),
                    c.identifiability(),
                    estimate.fit().rSquared()));
      }
    }
    return lines.toString();
  }

  private static ArrayNode json(RefitOptions.Course fitted) {
    ArrayNode course = new ObjectMapper().createArrayNode();
    for (LambdaEstimate estimate : fitted.course()) {
      ObjectNode at = course.addObject();
      at.put("iteration", estimate.iteration()).put("r_squared", estimate.fit().rSquared());
      ArrayNode coefficients = at.putArray("coefficients");
      for (int j = 0; j < fitted.terms().size(); j++) {
        Coefficient c = estimate.coefficient(j);
        coefficients
            .addObject()
            .put("regularizer", fitted.terms().get(j).regularizer())
            .put("group", fitted.terms().get(j).group())
            .put("lambda", c.value())
            .put("standard_error", c.standardError())
            .put("lower", c.lower())
            .put("upper", c.upper())
            .put("identifiability", c.identifiability().name());
      }
    }
    return course;
  }
}
