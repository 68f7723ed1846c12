package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.EstimatorOptions;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.KalmanEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.estimate.ProcessNoise;
import io.lambdascope.core.estimate.SlidingWindowEstimator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** How often the 95% intervals hold the truth. */
final class CoverageStudy implements Study {

  private static final int RUNS = 2000;
  private static final int OBSERVATIONS = 300;
  private static final int EQUATIONS = 1000;
  private static final double[] LAMBDA = {0.7, -1.3, 2.0};
  private static final int HALF_LIFE = 40;
  private static final int WINDOW = 120;
  private static final int CLUSTER = 10;

  /** Standard error of one observation's own estimate of a coefficient where ρ = 1. */
  private static final double UNIT = 1 / Math.sqrt(EQUATIONS);

  @Override
  public String name() {
    return "coverage";
  }

  /**
   * How errors and Λ come about.
   *
   * @param designEffect ρ
   * @param autoregression of the errors along the columns from one observation to the next
   * @param movement standard deviation of a step of Λ, in standard errors of one observation
   */
  private record Truth(String name, double designEffect, double autoregression, double movement) {}

  @Override
  public Report run(double share) {
    int runs = Study.sized(RUNS, share);
    List<List<String>> rows = new ArrayList<>();
    EstimatorOptions plain = EstimatorOptions.DEFAULT;
    EstimatorOptions clusters = plain.withClusterIterations(CLUSTER);
    EstimatorOptions moving = plain.withMovingLambda(true);
    for (Truth truth :
        List.of(
            new Truth("i.i.d. errors", 1, 0, 0),
            new Truth("ρ = 10", 10, 0, 0),
            new Truth("ρ = 100", 100, 0, 0))) {
      add(rows, truth, "cumulative", () -> new CumulativeEstimator(plain), runs);
      add(rows, truth, "forgetting", () -> new ForgettingEstimator(HALF_LIFE, plain), runs);
      add(rows, truth, "window", () -> new SlidingWindowEstimator(WINDOW, plain), runs);
      add(rows, truth, "Kalman", KalmanEstimator::new, runs);
    }
    Truth ar = new Truth("AR 0.5", 10, 0.5, 0);
    add(rows, ar, "cumulative", () -> new CumulativeEstimator(plain), runs);
    add(rows, ar, "cumulative, clusters of 10", () -> new CumulativeEstimator(clusters), runs);
    add(rows, ar, "forgetting", () -> new ForgettingEstimator(HALF_LIFE, plain), runs);
    add(
        rows,
        ar,
        "forgetting, clusters of 10",
        () -> new ForgettingEstimator(HALF_LIFE, clusters),
        runs);
    add(rows, ar, "window", () -> new SlidingWindowEstimator(WINDOW, plain), runs);
    add(
        rows,
        ar,
        "window, clusters of 10",
        () -> new SlidingWindowEstimator(WINDOW, clusters),
        runs);
    add(rows, ar, "Kalman", KalmanEstimator::new, runs);
    for (double movement : new double[] {0.03, 0.1, 0.3}) {
      Truth drift = new Truth("Λ moves by %s SE a step".formatted(movement), 1, 0, movement);
      add(rows, drift, "forgetting", () -> new ForgettingEstimator(HALF_LIFE, plain), runs);
      add(
          rows,
          drift,
          "forgetting, moving Λ",
          () -> new ForgettingEstimator(HALF_LIFE, moving),
          runs);
      add(rows, drift, "Kalman", KalmanEstimator::new, runs);
      double q = movement * movement * UNIT * UNIT;
      add(
          rows,
          drift,
          "Kalman, process noise set to the truth",
          () -> new KalmanEstimator(ProcessNoise.fixed(q)),
          runs);
    }
    return Report.titled("Coverage of the 95% intervals")
        .text(
            """
            %d observations, one an iteration, of p = %d equations with r = %d candidates; how often the
            95%% interval after the last one holds the truth, over %d runs of fixed seeds and all
            candidates. The binomial error of a figure near 0.95 is 0.003. "As if independent" is
            λ̂ ± 1.96 standard errors that take all p equations of all observations as independent.
            ρ is the design effect: the variance of Φᵀξ over what it would be with independent
            errors of the same size (App. B.1's inflation factor); the last column is its estimate,
            the mean of `Fit.designEffect`. Half-life %d, window %d iterations."""
                .formatted(OBSERVATIONS, EQUATIONS, LAMBDA.length, RUNS, HALF_LIFE, WINDOW))
        .table(
            List.of("truth", "estimator", "coverage", "as if independent", "design effect"), rows)
        .text(
            """
            **Bounds.** i.i.d. errors and ρ = 10, 100: 0.93 to 0.97 for the estimators of a Λ that
            stands. Errors autocorrelated in time (AR(1), coefficient 0.5, ρ = 10): the plain
            intervals fail; with clusters of %d iterations (`EstimatorOptions.withClusterIterations`)
            within 0.92 to 0.98. A Λ that moves as a random walk: forgetting's plain intervals are
            for the weighted mean of the past and fail; with `withMovingLambda(true)`, and for the
            Kalman filter as it is, within 0.92 to 0.98.

            The Kalman filter with estimated process noise is cautious where Λ stands still: its
            intervals allow for movement too slow to be seen yet, so they hold more often than they
            claim. To errors that are correlated in time it has no answer; they look like movement."""
                .formatted(CLUSTER))
        .build();
  }

  private static void add(
      List<List<String>> rows,
      Truth truth,
      String name,
      Supplier<OnlineEstimator> estimators,
      int runs) {
    int hits = 0;
    int naive = 0;
    double effects = 0;
    int r = LAMBDA.length;
    for (int run = 0; run < runs; run++) {
      Random random = new Random(run);
      OnlineEstimator estimator = estimators.get();
      double[] lambda = LAMBDA.clone();
      MatchSimulation simulation =
          new MatchSimulation(random, EQUATIONS, r, truth.designEffect(), truth.autoregression());
      for (int k = 0; k < OBSERVATIONS; k++) {
        for (int j = 0; j < r; j++) {
          lambda[j] += k == 0 ? 0 : truth.movement() * UNIT * random.nextGaussian();
        }
        estimator.update(simulation.next(k, lambda));
      }
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      effects += estimate.fit().designEffect().orElse(Double.NaN);
      for (int j = 0; j < r; j++) {
        Coefficient c = estimate.coefficient(j);
        double error = Math.abs(c.value() - lambda[j]);
        hits += c.lower() <= lambda[j] && lambda[j] <= c.upper() ? 1 : 0;
        naive += error <= 1.96 * c.independentStandardError() ? 1 : 0;
      }
    }
    double all = (double) runs * r;
    rows.add(
        List.of(
            truth.name(), name, format(hits / all), format(naive / all), format(effects / runs)));
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
