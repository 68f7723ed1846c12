package io.lambdascope.examples.record;

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

/** What {@code refit} found: Λ(t) of each run, by each estimator, of each term. */
final class RefitResults {

  private final List<Cell> cells = new ArrayList<>();

  /** Of these courses, a list for each log. */
  RefitResults(List<List<RefitOptions.Course>> logs) {
    List<String> names = LambdaCells.names(logs.stream().map(log -> log.get(0).run()).toList());
    for (int i = 0; i < logs.size(); i++) {
      for (RefitOptions.Course course : logs.get(i)) {
        cells.addAll(LambdaCells.of(names.get(i), course));
      }
    }
  }

  Results results(String fitted, double seconds) {
    return new Results(
        "refit",
        "Λ(t) refitted from logs",
        "Recorded runs",
        List.of(fitted, "Intervals are of 95%, as the estimators give them."),
        List.of(),
        RunProvenance.here(
            "java -jar examples/target/lambdascope.jar refit LOG ...", false, 0, "", seconds),
        cells,
        findings());
  }

  private Findings findings() {
    List<Finding> summary = new ArrayList<>();
    List<String> verdict = new ArrayList<>();
    int number = 0;
    for (Cells course : courses()) {
      Cell last = course.list().get(course.size() - 1);
      boolean known = last.standing() != Standing.NOT_IDENTIFIABLE;
      String name =
          "%s of %s, %s".formatted(last.text("term"), last.text("run"), last.text("estimator"));
      number++;
      summary.add(
          Finding.of(
              "lambda_" + number,
              known ? last.estimate() : Double.NaN,
              "λ of %s, at iteration %s".formatted(name, last.text(LambdaCells.ITERATION))));
      verdict.add(
          known
              ? String.format(
                  Locale.ROOT,
                  "%s: %.3g, 95%% interval %.3g to %.3g, which %s.",
                  name,
                  last.estimate(),
                  last.lower(),
                  last.upper(),
                  last.lower() > 0 || last.upper() < 0 ? "excludes zero" : "does not exclude zero")
              : name + ": not identifiable in the end.");
    }
    return new Findings(summary, verdict);
  }

  /** The cells of each run, term and estimator. */
  private List<Cells> courses() {
    List<Cells> courses = new ArrayList<>();
    for (Cells run : Cells.of(cells).by("run").values()) {
      for (Cells term : run.by(LambdaCells.TERM).values()) {
        courses.addAll(term.by("estimator").values());
      }
    }
    return courses;
  }

  /** A panel for each run and term, a line for each estimator. */
  Figure figure() {
    List<Panel> panels = new ArrayList<>();
    for (Map.Entry<Object, Cells> run : Cells.of(cells).by("run").entrySet()) {
      for (Map.Entry<Object, Cells> term : run.getValue().by(LambdaCells.TERM).entrySet()) {
        CourseChart chart =
            CourseChart.overIterations(
                "%s of run %s".formatted(term.getKey(), run.getKey()), "λ, 95% interval");
        term.getValue()
            .by("estimator")
            .forEach((name, course) -> LambdaCells.draw(name.toString(), course, chart));
        panels.add(chart.zero(LambdaCells.lastIteration(term.getValue())).panel());
      }
    }
    return new Figure(panels, Math.min(2, panels.size()));
  }
}
