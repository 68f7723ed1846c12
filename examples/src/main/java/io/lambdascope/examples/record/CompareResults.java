package io.lambdascope.examples.record;

import io.lambdascope.core.record.CourseComparison;
import io.lambdascope.core.record.RunComparison;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Results;
import io.lambdascope.examples.experiment.RunProvenance;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.figure.CourseChart;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code compare} found: Λ(t) of each run, and its difference to the first run's. */
final class CompareResults {

  private static final String DIFFERENCE = "difference";

  private final List<Cell> cells = new ArrayList<>();
  private final List<String> names;
  private final List<Finding> summary = new ArrayList<>();
  private final List<String> verdict = new ArrayList<>();

  /** Of these courses, one a run, at least two. */
  CompareResults(List<RefitOptions.Course> courses) {
    names = LambdaCells.names(courses.stream().map(RefitOptions.Course::run).toList());
    RefitOptions.Course first = courses.get(0);
    for (int i = 0; i < courses.size(); i++) {
      cells.addAll(LambdaCells.of(names.get(i), courses.get(i)));
    }
    for (int i = 1; i < courses.size(); i++) {
      RefitOptions.Course other = courses.get(i);
      for (CourseComparison at :
          CourseComparison.of(first.terms(), first.course(), other.terms(), other.course())) {
        for (RunComparison comparison : at.terms()) {
          cells.add(
              difference(names.get(i), comparison)
                  .at(LambdaCells.ITERATION, at.iteration())
                  .measure("standard_error", comparison.standardError().orElse(Double.NaN))
                  .measure("lag", (double) at.lag()));
        }
      }
      for (RunComparison last :
          RunComparison.of(first.terms(), first.last(), other.terms(), other.last())) {
        conclude(names.get(i), last);
      }
    }
  }

  private static Cell difference(String run, RunComparison comparison) {
    return Cell.of(DIFFERENCE, comparison.difference().orElse(Double.NaN))
        .at("run", run)
        .at(LambdaCells.TERM, RefitCommand.name(comparison.term()))
        .interval(comparison.lower().orElse(Double.NaN), comparison.upper().orElse(Double.NaN))
        .standing(standing(comparison));
  }

  /** The worse of both. */
  private static Standing standing(RunComparison comparison) {
    Standing one = LambdaCells.standing(comparison.first().identifiability());
    Standing other = LambdaCells.standing(comparison.second().identifiability());
    return one.compareTo(other) > 0 ? one : other;
  }

  private void conclude(String run, RunComparison last) {
    String what =
        "λ of %s, %s less %s".formatted(RefitCommand.name(last.term()), run, names.get(0));
    summary.add(
        Finding.of(
            "difference_" + (summary.size() + 1),
            last.difference().orElse(Double.NaN),
            what + ", each at the end of its run"));
    if (last.difference().isEmpty()) {
      verdict.add(what + ": unknown, as one of them is not identifiable.");
      return;
    }
    double lower = last.lower().orElse(Double.NaN);
    double upper = last.upper().orElse(Double.NaN);
    verdict.add(
        String.format(
            Locale.ROOT,
            "%s: %.3g, 95%% interval %.3g to %.3g: %s.",
            what,
            last.difference().getAsDouble(),
            lower,
            upper,
            lower > 0 || upper < 0 ? "they differ" : "no difference is shown"));
  }

  Results results(String fitted, double seconds) {
    return new Results(
        "compare",
        "%d runs compared with %s".formatted(names.size() - 1, names.get(0)),
        "Recorded runs",
        List.of(
            fitted,
            "Differences are to the first run, at its iterations, with the other's last estimate at or"
                + " before them; 'lag' is how many iterations older that is.",
            "Their intervals assume that the noise of the runs is independent, as with other seeds;"
                + " runs of one seed share noise, and the intervals are too wide then. They hold for"
                + " each iteration by itself."),
        List.of(),
        RunProvenance.here(
            "java -jar examples/target/lambdascope.jar compare LOG LOG ...", false, 0, "", seconds),
        cells,
        new Findings(summary, verdict));
  }

  /** For each term a panel of the coefficients, and one of their differences. */
  Figure figure() {
    List<Panel> panels = new ArrayList<>();
    Map<Object, Cells> lambdas = Cells.of(cells).quantity(LambdaCells.LAMBDA).by(LambdaCells.TERM);
    for (Map.Entry<Object, Cells> term : lambdas.entrySet()) {
      String name = term.getKey().toString();
      CourseChart both = CourseChart.overIterations("λ of " + name, "λ, 95% interval");
      CourseChart differences =
          CourseChart.overIterations(
              "Difference to %s, of %s".formatted(names.get(0), name), "difference, 95% interval");
      for (String run : names) {
        LambdaCells.draw(run, term.getValue().at("run", run), both);
        LambdaCells.draw(
            run,
            Cells.of(cells).quantity(DIFFERENCE).at(LambdaCells.TERM, name).at("run", run),
            differences);
      }
      double end = LambdaCells.lastIteration(term.getValue());
      panels.add(both.zero(end).panel());
      panels.add(differences.zero(end).panel());
    }
    return new Figure(panels, 2);
  }
}
