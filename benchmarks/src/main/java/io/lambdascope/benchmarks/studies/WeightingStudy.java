package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.EstimatorOptions;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.estimate.Weighting;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** What the weightings cost where nothing is wrong, and what they save where something is. */
final class WeightingStudy implements Study {

  private static final int RUNS = 1000;
  private static final int OBSERVATIONS = 200;
  private static final int EQUATIONS = 20;
  private static final int HALF_LIFE = 40;
  private static final double[] LAMBDA = {0.7, -1.3};

  @Override
  public String name() {
    return "weighting";
  }

  @Override
  public Report run(double share) {
    int runs = Study.sized(RUNS, share);
    // By observation: the noise's size in multiples of the usual one.
    Map<String, IntToDoubleFunction> noises = new LinkedHashMap<>();
    noises.put("all alike", k -> 1);
    noises.put("one of 100 times the size, the 180th", k -> k == 180 ? 100 : 1);
    noises.put("one of 100 times the size, the 11th", k -> k == 10 ? 100 : 1);
    noises.put("one of 100 times the size, the very first", k -> k == 0 ? 100 : 1);
    noises.put("one of 100 times the size, the second", k -> k == 1 ? 100 : 1);
    noises.put("every 50th of 100 times the size", k -> k % 50 == 49 ? 100 : 1);
    noises.put("10 times the size in the first half", k -> k < OBSERVATIONS / 2 ? 10 : 1);
    noises.put("10 times the size in the second half", k -> k < OBSERVATIONS / 2 ? 1 : 10);
    noises.put("falling from 10 to 1 by a constant factor", k -> Math.pow(10, 1 - k / 200.0));

    List<List<String>> rows = new ArrayList<>();
    noises.forEach(
        (name, noise) -> {
          for (boolean forgets : new boolean[] {false, true}) {
            rows.add(row(name, noise, forgets, runs));
          }
        });
    return Report.titled("Weighting: wild observations and noise of changing size")
        .text(
            """
            %d observations of p = %d equations, r = 2, Gaussian noise of the stated size (for the
            wild ones the whole deviation's noise is that much larger). RMSE of λ̂ after the last
            observation, in standard errors of the best there is: weighted by the true inverse
            variances, and for forgetting by age too. In brackets the share of 95%% intervals that
            hold the truth. %d runs of fixed seeds.

            `NONE`: every observation alike. `RESIDUAL_VARIANCE`: by the larger of its own residual
            variance and the running one before it. `HUBER`: its innovation cut down to 3 times the
            usual."""
                .formatted(OBSERVATIONS, EQUATIONS, RUNS))
        .table(List.of("noise", "estimator", "NONE", "RESIDUAL_VARIANCE", "HUBER"), rows)
        .text(
            """
            **Read it so.** Where all is well, neither costs anything that shows. One wild observation
            ruins an unweighted estimate, and does no harm with either, wherever it comes. A level of
            noise that changes for long is for `RESIDUAL_VARIANCE`; where only the part of the noise
            along the candidates is wild, its eyes are shut, and only `HUBER` holds it back.""")
        .build();
  }

  private static List<String> row(
      String name, IntToDoubleFunction noise, boolean forgets, int runs) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add(forgets ? "forgetting" : "cumulative");
    for (Weighting weighting : Weighting.values()) {
      EstimatorOptions options = EstimatorOptions.DEFAULT.withWeighting(weighting);
      double squares = 0;
      int hits = 0;
      for (int run = 0; run < runs; run++) {
        Random random = new Random(5000 + run);
        OnlineEstimator estimator =
            forgets
                ? new ForgettingEstimator(HALF_LIFE, options)
                : new CumulativeEstimator(options);
        for (int k = 0; k < OBSERVATIONS; k++) {
          estimator.update(
              RawObservation.gaussian(random, k, EQUATIONS, LAMBDA, noise.applyAsDouble(k))
                  .toMatch());
        }
        for (int j = 0; j < LAMBDA.length; j++) {
          Coefficient coefficient = estimator.estimate().orElseThrow().coefficient(j);
          double error = coefficient.value() - LAMBDA[j];
          squares += error * error;
          hits += coefficient.lower() <= LAMBDA[j] && LAMBDA[j] <= coefficient.upper() ? 1 : 0;
        }
      }
      double all = (double) runs * LAMBDA.length;
      row.add(
          String.format(
              Locale.ROOT,
              "%.2f (%.2f)",
              Math.sqrt(squares / all) / best(noise, forgets),
              hits / all));
    }
    return row;
  }

  /** The standard error with weights a_k/σ_k², a_k for the age. */
  private static double best(IntToDoubleFunction noise, boolean forgets) {
    double weights = 0;
    double variance = 0;
    for (int k = 0; k < OBSERVATIONS; k++) {
      double age = forgets ? Math.pow(0.5, (OBSERVATIONS - 1 - k) / (double) HALF_LIFE) : 1;
      double noiseVariance = noise.applyAsDouble(k) * noise.applyAsDouble(k);
      weights += age / noiseVariance;
      variance += age * age / noiseVariance;
    }
    return Math.sqrt(variance / EQUATIONS) / weights;
  }
}
