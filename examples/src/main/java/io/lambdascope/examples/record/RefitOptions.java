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
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** By which estimator, on which terms a log is fitted again. */
final class RefitOptions {

  @ArgGroup private @Nullable Estimator estimator;

  @Option(
      names = "--merge-groups",
      description = "One coefficient for each regularizer, over all its groups together.")
  private boolean mergeGroups;

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

  /** At most one of them. */
  private static final class Estimator {
    @Option(
        names = "--half-life",
        paramLabel = "N",
        description = "Forget exponentially, with a half-life of N iterations.")
    private @Nullable Double halfLife;

    @Option(names = "--window", paramLabel = "N", description = "The last N iterations alike.")
    private @Nullable Long window;

    @Option(names = "--cumulative", description = "All iterations alike (the default).")
    @SuppressWarnings("UnusedVariable") // what the others are not: it stands for saying so
    private boolean cumulative;

    @Option(
        names = "--kalman",
        description = "A random walk whose speed is estimated by maximum likelihood.")
    private boolean kalman;

    OnlineEstimator create() {
      if (halfLife != null) {
        return new ForgettingEstimator(halfLife);
      } else if (window != null) {
        return new SlidingWindowEstimator(window);
      }
      return kalman ? new KalmanEstimator() : new CumulativeEstimator();
    }
  }

  /**
   * A log fitted again.
   *
   * @param terms what the coefficients belong to
   * @param course the estimate after each observation, at least one
   */
  record Course(List<Term> terms, List<LambdaEstimate> course) {

    LambdaEstimate last() {
      return course.get(course.size() - 1);
    }
  }

  /**
   * Fits a log.
   *
   * @param console told where the log is damaged
   * @throws IllegalArgumentException when the log has nothing to fit, or terms are asked for that
   *     it has not
   */
  Course fit(Path file, PrintWriter console) throws IOException {
    ObservationLog log = ObservationLog.read(file);
    for (Damage damage : log.damages()) {
      console.printf("damaged: %s; what comes after is left out%n", damage);
    }
    TermSelection selection = TermSelection.all(log.header().terms());
    if (!terms.isEmpty()) {
      selection = selection.only(terms);
    }
    if (mergeGroups) {
      selection = selection.mergeGroups();
    }
    List<LambdaEstimate> course =
        Refit.course(
            Refit.pooled(Refit.observations(log, selection), pool),
            estimator == null ? new CumulativeEstimator() : estimator.create());
    if (course.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has %d observations, of which --pool %d leaves none to fit"
              .formatted(file, log.observations().size(), pool));
    }
    console.printf(
        "%s: run %s, model %s, reference %s, %d observations up to iteration %d%n",
        file,
        log.header().identity().run(),
        log.header().identity().model(),
        log.header().identity().reference(),
        log.observations().size(),
        log.lastIteration());
    return new Course(selection.terms(), course);
  }
}
