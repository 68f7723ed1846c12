package io.lambdascope.examples.record;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.KalmanEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.estimate.SlidingWindowEstimator;
import io.lambdascope.core.record.Damage;
import io.lambdascope.core.record.ObservationLog;
import io.lambdascope.core.record.Refit;
import io.lambdascope.core.record.TermSelection;
import io.lambdascope.core.snapshot.Term;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** By which estimators, on which terms a log is fitted again. */
final class RefitOptions {

  @Option(
      names = "--half-life",
      split = ",",
      paramLabel = "N",
      description = "Forget exponentially, with a half-life of N iterations.")
  private List<Double> halfLives = List.of();

  @Option(
      names = "--window",
      split = ",",
      paramLabel = "N",
      description = "The last N iterations alike.")
  private List<Long> windows = List.of();

  @Option(
      names = "--cumulative",
      description = "All iterations alike (what is done where no other is asked for).")
  private boolean cumulative;

  @Option(
      names = "--kalman",
      description = "A random walk whose speed is estimated by maximum likelihood.")
  private boolean kalman;

  @Option(
      names = "--merge-groups",
      description = {
        "One coefficient for each regularizer, over all its groups together; with --each-group",
        "as well."
      })
  private boolean mergeGroups;

  @Option(
      names = "--each-group",
      description = "A coefficient for each group, as recorded (done without --merge-groups).")
  private boolean eachGroup;

  @Option(
      names = "--terms",
      split = ",",
      paramLabel = "NAME",
      description = "The regularizers to fit; all by default.")
  private List<String> terms = List.of();

  @Option(
      names = "--pool",
      paramLabel = "N",
      defaultValue = "1",
      description = "Take every N observations together as one (${DEFAULT-VALUE}).")
  private int pool;

  /**
   * A log fitted again.
   *
   * @param run what the log is of
   * @param estimator by which, in words
   * @param terms what the coefficients belong to
   * @param course the estimate after each observation, at least one
   */
  record Course(String run, String estimator, List<Term> terms, List<LambdaEstimate> course) {

    LambdaEstimate last() {
      return course.get(course.size() - 1);
    }
  }

  /**
   * Fits a log in each way that is asked for.
   *
   * @param console told what the log is, and where it is damaged
   * @throws IllegalArgumentException when the log cannot be read or has nothing to fit, or terms
   *     are asked for that it has not
   */
  List<Course> fit(Path file, PrintWriter console) {
    ObservationLog log = read(file);
    for (Damage damage : log.damages()) {
      console.printf("damaged: %s; what comes after is left out%n", damage);
    }
    String run = log.header().identity().run();
    List<Course> courses = new ArrayList<>();
    for (TermSelection selection : selections(log)) {
      for (Map.Entry<String, OnlineEstimator> estimator : estimators().entrySet()) {
        List<LambdaEstimate> course =
            Refit.course(
                Refit.pooled(Refit.observations(log, selection), pool), estimator.getValue());
        if (course.isEmpty()) {
          throw new IllegalArgumentException(
              "%s has %d observations, of which --pool %d leaves none to fit"
                  .formatted(file, log.observations().size(), pool));
        }
        courses.add(new Course(run, estimator.getKey(), selection.terms(), course));
      }
    }
    console.printf(
        "%s: run %s, model %s, reference %s, %d observations up to iteration %d%n",
        file,
        run,
        log.header().identity().model(),
        log.header().identity().reference(),
        log.observations().size(),
        log.lastIteration());
    return courses;
  }

  /** How the logs are fitted, in a sentence. */
  String description() {
    return "Fitted %s; %s; observations pooled by %d; %s."
        .formatted(
            String.join(", ", estimators().keySet()),
            mergeGroups ? (eachGroup ? "groups each and merged" : "groups merged") : "each group",
            pool,
            terms.isEmpty() ? "all terms" : "terms " + String.join(", ", terms));
  }

  private static ObservationLog read(Path file) {
    try {
      return ObservationLog.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be read (%s); give a file that record(...) of a listener has written"
              .formatted(file, e instanceof NoSuchFileException ? "there is none" : e.toString()),
          e);
    }
  }

  private List<TermSelection> selections(ObservationLog log) {
    TermSelection all = TermSelection.all(log.header().terms());
    TermSelection chosen = terms.isEmpty() ? all : all.only(terms);
    List<TermSelection> selections = new ArrayList<>();
    if (eachGroup || !mergeGroups) {
      selections.add(chosen);
    }
    if (mergeGroups && !eachGroup) {
      selections.add(chosen.mergeGroups());
    } else if (mergeGroups) {
      // A regularizer with one group is there already.
      List<String> several = new ArrayList<>();
      for (Term term : chosen.mergeGroups().terms()) {
        if (!chosen.terms().contains(term)) {
          several.add(term.regularizer());
        }
      }
      if (!several.isEmpty()) {
        selections.add(chosen.only(several).mergeGroups());
      }
    }
    return selections;
  }

  private Map<String, OnlineEstimator> estimators() {
    Map<String, OnlineEstimator> estimators = new LinkedHashMap<>();
    for (double halfLife : halfLives) {
      estimators.put("half-life " + halfLife, new ForgettingEstimator(halfLife));
    }
    for (long window : windows) {
      estimators.put("window " + window, new SlidingWindowEstimator(window));
    }
    if (kalman) {
      estimators.put("kalman", new KalmanEstimator());
    }
    if (cumulative || estimators.isEmpty()) {
      estimators.put("cumulative", new CumulativeEstimator());
    }
    return estimators;
  }
}
