package io.lambdascope.examples.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.examples.figure.IntervalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code refit}: Λ(t) again, from the log of a run. */
@Command(
    name = "refit",
    description = {
      "Estimates the coefficients again from the log of a run's observations, by another estimator",
      "or of other terms, without training."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class RefitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "LOG", description = "What record(...) of the listener has written.")
  private Path log;

  @Mixin private RefitOptions options = new RefitOptions();

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the whole course here.")
  private @Nullable Path csv;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the whole course here.")
  private @Nullable Path json;

  RefitCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    RefitOptions.Course fitted = options.fit(log, console);
    for (int j = 0; j < fitted.terms().size(); j++) {
      Coefficient coefficient = fitted.last().coefficient(j);
      console.printf(
          "%-24s %s  %s%n",
          name(fitted.terms().get(j)),
          IntervalText.of(coefficient),
          coefficient.identifiability().name().toLowerCase(Locale.ROOT));
    }
    if (csv != null) {
      Files.writeString(csv, csv(fitted));
    }
    if (json != null) {
      new ObjectMapper().writeValue(json.toFile(), json(fitted));
    }
    console.flush();
    return 0;
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
