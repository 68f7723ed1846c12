package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.KalmanEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.estimate.SlidingWindowEstimator;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;

/** How closely the estimators follow a Λ(t) that moves, against the best setting in hindsight. */
final class TrackingStudy implements Study {

  private static final int RUNS = 60;
  private static final int OBSERVATIONS = 1000;
  private static final int WARM_UP = 50;
  private static final int EQUATIONS = 20;

  /** The standard error of one observation's own estimate, about 1/√20. */
  private static final double UNIT = 1 / Math.sqrt(EQUATIONS);

  @Override
  public String name() {
    return "tracking";
  }

  @Override
  public Report run(double share) {
    int runs = Study.sized(RUNS, share);
    Map<String, IntToDoubleFunction> movements = new LinkedHashMap<>();
    movements.put("step of 1 SE", k -> k < OBSERVATIONS / 2 ? 0 : UNIT);
    movements.put("step of 5 SE", k -> k < OBSERVATIONS / 2 ? 0 : 5 * UNIT);
    movements.put("ramp of 10 SE", k -> 10 * UNIT * k / OBSERVATIONS);
    movements.put("ramp of 50 SE", k -> 50 * UNIT * k / OBSERVATIONS);
    movements.put(
        "sinusoid, amplitude 2 SE, period 200", k -> 2 * UNIT * Math.sin(2 * Math.PI * k / 200));
    movements.put(
        "sinusoid, amplitude 5 SE, period 500", k -> 5 * UNIT * Math.sin(2 * Math.PI * k / 500));
    movements.put("none", k -> 1);

    List<List<String>> rows = new ArrayList<>();
    movements.forEach((name, movement) -> rows.add(row(name, movement, runs)));
    return Report.titled("Following a Λ(t) that moves")
        .text(
            """
            %d observations, one an iteration, of p = %d equations, r = 1, i.i.d. Gaussian errors,
            λ(t) as stated. An SE is the standard error of one observation's own estimate. RMSE of
            λ̂(t) over all observations but the first %d, in SE; %d runs of fixed seeds, the same for
            every estimator. The best half-life and window are chosen in hindsight, from 1 (3) upwards
            by factors of √2; the Kalman filter (`KalmanEstimator`, process noise by maximum
            likelihood, from the observations so far only) has nothing to choose. Bound: at most 1.2
            times the best half-life's RMSE on a step, a ramp and a sinusoid."""
                .formatted(OBSERVATIONS, EQUATIONS, WARM_UP, RUNS))
        .table(
            List.of(
                "movement",
                "best half-life in hindsight",
                "its RMSE",
                "best window in hindsight",
                "its RMSE",
                "Kalman, noise estimated: RMSE",
                "over the best half-life's"),
            rows)
        .text(
            """
            Where λ does not move, the filter pays for not knowing that: the last row has no bound.
            Intervals are the matter of the study `coverage`.""")
        .build();
  }

  private static List<String> row(String name, IntToDoubleFunction movement, int runs) {
    double bestForgetting = Double.POSITIVE_INFINITY;
    double bestHalfLife = 0;
    double bestWindowed = Double.POSITIVE_INFINITY;
    long bestWindow = 0;
    for (double halfLife = 1; halfLife < 2000; halfLife *= Math.sqrt(2)) {
      double h = halfLife;
      double rmse = rmse(() -> new ForgettingEstimator(h), movement, runs);
      if (rmse < bestForgetting) {
        bestForgetting = rmse;
        bestHalfLife = h;
      }
      long window = Math.max(1, Math.round(3 * h));
      double windowed = rmse(() -> new SlidingWindowEstimator(window), movement, runs);
      if (windowed < bestWindowed) {
        bestWindowed = windowed;
        bestWindow = window;
      }
    }
    double kalman = rmse(KalmanEstimator::new, movement, runs);
    return List.of(
        name,
        format(bestHalfLife),
        format(bestForgetting / UNIT),
        Long.toString(bestWindow),
        format(bestWindowed / UNIT),
        format(kalman / UNIT),
        format(kalman / bestForgetting));
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** Over all observations after the warm-up, and all runs. */
  private static double rmse(
      Supplier<OnlineEstimator> estimators, IntToDoubleFunction movement, int runs) {
    double squares = 0;
    for (int run = 0; run < runs; run++) {
      Random random = new Random(1000 + run);
      OnlineEstimator estimator = estimators.get();
      for (int k = 0; k < OBSERVATIONS; k++) {
        double lambda = movement.applyAsDouble(k);
        estimator.update(
            RawObservation.gaussian(random, k, EQUATIONS, new double[] {lambda}, 1).toMatch());
        if (k >= WARM_UP) {
          double error = estimator.estimate().orElseThrow().coefficient(0).value() - lambda;
          squares += error * error;
        }
      }
    }
    return Math.sqrt(squares / runs / (OBSERVATIONS - WARM_UP));
  }
}
