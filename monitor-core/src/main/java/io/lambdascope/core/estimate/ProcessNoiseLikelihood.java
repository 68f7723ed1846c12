package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Arrays;

/**
 * Maximum-likelihood process noise, each coefficient on its own series of {@link
 * PseudoObservations}. Mutable, for one thread.
 *
 * <p>It is told as the standard deviation of a step, √q_j: the square of a small λ is no double.
 */
final class ProcessNoiseLikelihood {

  private final PseudoObservations observations;
  private final LocalLevelLikelihood[] levels;
  // Powers of two that each series is divided by, chosen at its first value; the iteration before
  // that is −1.
  private final int[] exponents;
  private final long[] lastIterations;
  private final double[] steps;
  private final double[] meanSteps;

  ProcessNoiseLikelihood(int regularizers) {
    observations = new PseudoObservations(regularizers);
    levels = new LocalLevelLikelihood[regularizers];
    Arrays.setAll(levels, j -> new LocalLevelLikelihood());
    exponents = new int[regularizers];
    lastIterations = new long[regularizers];
    Arrays.fill(lastIterations, -1);
    steps = new double[regularizers];
    meanSteps = new double[regularizers];
  }

  ProcessNoiseLikelihood(State state) {
    observations = new PseudoObservations(state.observations());
    levels =
        Arrays.stream(state.levels())
            .map(LocalLevelLikelihood::new)
            .toArray(LocalLevelLikelihood[]::new);
    exponents = state.exponents().clone();
    lastIterations = state.lastIterations().clone();
    steps = state.steps().clone();
    meanSteps = state.meanSteps().clone();
  }

  /** All that is known. */
  record State(
      PseudoObservations.State observations,
      LocalLevelLikelihood.State[] levels,
      int[] exponents,
      long[] lastIterations,
      double[] steps,
      double[] meanSteps) {

    State {
      StateSizes.require(
          steps.length,
          observations.reference().length,
          levels.length,
          exponents.length,
          lastIterations.length,
          meanSteps.length);
    }
  }

  State state() {
    return new State(
        observations.state(),
        Arrays.stream(levels)
            .map(LocalLevelLikelihood::state)
            .toArray(LocalLevelLikelihood.State[]::new),
        exponents.clone(),
        lastIterations.clone(),
        steps.clone(),
        meanSteps.clone());
  }

  /**
   * Takes an observation in.
   *
   * @param weight it was given beside its age: its noise counts as that much smaller in variance
   */
  void add(GradientMatch match, double weight) {
    observations.update(match);
    for (int j = 0; j < levels.length; j++) {
      if (observations.isKnown(j)) {
        add(j, match.iteration(), weight);
      }
    }
  }

  private void add(int j, long iteration, double weight) {
    double relativeVariance = observations.relativeVariance(j);
    if (lastIterations[j] < 0) {
      lastIterations[j] = iteration;
      exponents[j] = Math.getExponent(relativeVariance) / 2;
    }
    levels[j].add(
        iteration - lastIterations[j],
        Math.scalb(observations.value(j), -exponents[j]),
        Math.scalb(relativeVariance, -2 * exponents[j]) / weight);
    lastIterations[j] = iteration;
    steps[j] = Math.scalb(Math.sqrt(levels[j].processVariance()), exponents[j]);
    meanSteps[j] = Math.scalb(Math.sqrt(levels[j].meanProcessVariance()), exponents[j]);
  }

  /** √q̂_j in units of λ_j; this one's own array. */
  double[] steps() {
    return steps;
  }

  /**
   * The roots of the means of q_j over their likelihoods, see {@link
   * LocalLevelLikelihood#meanProcessVariance}; this one's own array.
   */
  double[] meanSteps() {
    return meanSteps;
  }
}
