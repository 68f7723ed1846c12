package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.Random;

/**
 * Draws the statistics of observations b = ΦΛ + ξ, from their exact distribution and without the p
 * numbers of each: with A = ΦᵀΦ = LLᵀ, Φᵀξ = L(e + √v z) and ‖ξ‖² = ‖e + √v z‖² + χ²_{p−r}, e of
 * independent standard normals. The z, also standard normal, are what the equations share; they may
 * be correlated in time. The design effect is ρ = (1 + v)/(1 + v r/p), the variance of Φᵀξ over
 * what it would be if the p errors, of the same mean variance, were independent.
 */
final class MatchSimulation {

  /** Designs that are drawn once and used in turn. */
  private static final int DESIGNS = 16;

  private final Random random;
  private final int equations;
  private final int r;
  private final double sharedVariance;
  private final double autoregression;
  private final double[][] grams = new double[DESIGNS][];
  private final double[][] roots = new double[DESIGNS][];
  private final double[] shared;

  MatchSimulation(Random random, int equations, int r, double designEffect, double autoregression) {
    if (!(designEffect >= 1 && designEffect < (double) equations / r)) {
      throw new IllegalArgumentException(
          "the design effect lies in [1, p/r), was %s for p = %d, r = %d"
              .formatted(designEffect, equations, r));
    }
    this.random = random;
    this.equations = equations;
    this.r = r;
    this.sharedVariance = (designEffect - 1) / (1 - designEffect * r / equations);
    this.autoregression = autoregression;
    // A stretch of the same random designs costs more than all that follows.
    for (int d = 0; d < DESIGNS; d++) {
      grams[d] =
          RawObservation.gaussian(random, 0, equations / 10, new double[r], 0).toMatch().gram();
      for (int i = 0; i < r * r; i++) {
        grams[d][i] *= 10;
      }
      roots[d] = cholesky(grams[d], r);
    }
    this.shared = new double[r];
    for (int j = 0; j < r; j++) {
      shared[j] = random.nextGaussian();
    }
  }

  private static double[] cholesky(double[] a, int r) {
    double[] l = new double[r * r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i * r + j];
        for (int k = 0; k < j; k++) {
          sum -= l[i * r + k] * l[j * r + k];
        }
        l[i * r + j] = i == j ? Math.sqrt(sum) : sum / l[j * r + j];
      }
    }
    return l;
  }

  /** The observation at an iteration where the coefficients are {@code lambda}. */
  GradientMatch next(long iteration, double[] lambda) {
    double[] errors = new double[r];
    double energy = 0;
    double innovation = Math.sqrt(1 - autoregression * autoregression);
    for (int j = 0; j < r; j++) {
      shared[j] = autoregression * shared[j] + innovation * random.nextGaussian();
      errors[j] = random.nextGaussian() + Math.sqrt(sharedVariance) * shared[j];
      energy += errors[j] * errors[j];
    }
    energy += chiSquare(equations - r);
    int design = (int) Math.floorMod(iteration, (long) DESIGNS);
    double[] gram = grams[design];
    double[] root = roots[design];
    double[] cross = new double[r];
    for (int i = 0; i < r; i++) {
      double score = 0;
      for (int j = 0; j <= i; j++) {
        score += root[i * r + j] * errors[j];
      }
      double fitted = 0;
      for (int j = 0; j < r; j++) {
        fitted += gram[i * r + j] * lambda[j];
      }
      cross[i] = fitted + score;
      energy += lambda[i] * (fitted + 2 * score);
    }
    return new GradientMatch(iteration, equations, gram, cross, energy);
  }

  /** χ² by Wilson and Hilferty's cube root, good to 1e-3 of its deviation from some 30 on. */
  private double chiSquare(int degrees) {
    double c = 2.0 / (9 * degrees);
    double cubeRoot = 1 - c + Math.sqrt(c) * random.nextGaussian();
    return degrees * cubeRoot * cubeRoot * cubeRoot;
  }
}
