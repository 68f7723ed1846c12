package io.lambdascope.examples.record;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.figure.CourseChart;
import java.util.ArrayList;
import java.util.List;

/** Courses of Λ as cells, and cells of a course as a line with its band. */
final class LambdaCells {

  /** The quantity of a coefficient. */
  static final String LAMBDA = "lambda";

  static final String ITERATION = "iteration";
  static final String TERM = "term";

  private LambdaCells() {}

  /** A cell for each coefficient after each observation. */
  static List<Cell> of(String run, RefitOptions.Course fitted) {
    List<Cell> cells = new ArrayList<>();
    for (LambdaEstimate estimate : fitted.course()) {
      for (int j = 0; j < fitted.terms().size(); j++) {
        Term term = fitted.terms().get(j);
        Coefficient c = estimate.coefficient(j);
        cells.add(
            Cell.of(LAMBDA, c.value())
                .at("run", run)
                .at("estimator", fitted.estimator())
                .at(TERM, RefitCommand.name(term))
                .at(ITERATION, estimate.iteration())
                .interval(c.lower(), c.upper())
                .standing(standing(c.identifiability()))
                .measure("standard_error", c.standardError())
                .measure("r_squared", estimate.fit().rSquared()));
      }
    }
    return cells;
  }

  static Standing standing(Identifiability identifiability) {
    return switch (identifiability) {
      case IDENTIFIED -> Standing.VALID;
      case WEAK -> Standing.WEAK;
      case NOT_IDENTIFIED -> Standing.NOT_IDENTIFIABLE;
    };
  }

  /**
   * Names of runs, by which cells and lines are told apart: the runs' own, numbered where two logs
   * are of runs of the same name.
   */
  static List<String> names(List<String> runs) {
    List<String> names = new ArrayList<>();
    for (String run : runs) {
      String name = run;
      for (int again = 2; names.contains(name); again++) {
        name = run + " (" + again + ")";
      }
      names.add(name);
    }
    return names;
  }

  /** Draws the course of one coefficient; what is not identifiable is left out. */
  static void draw(String name, Cells course, CourseChart chart) {
    Cells shown = course.where(cell -> cell.standing() != Standing.NOT_IDENTIFIABLE);
    if (!shown.isEmpty()) {
      chart.band(
          name,
          shown.values(cell -> cell.number(ITERATION)),
          shown.estimates(),
          shown.values(Cell::lower),
          shown.values(Cell::upper));
    }
  }

  /** The last iteration of cells; 0 of none. */
  static double lastIteration(Cells cells) {
    return cells.stream().mapToDouble(cell -> cell.number(ITERATION)).max().orElse(0);
  }
}
