package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Arrays;

/**
 * Maximum-likelihood process noise, each coefficient on its own series of {@link
 * PseudoObservations}. Mutable, for one thread.
 */
final class ProcessNoiseLikelihood {

  private final PseudoObservations observations;
  private final LocalLevelLikelihood[] levels;
  private final long[] lastIterations;
  private final double[] variances;
  private final double[] meanVariances;

  ProcessNoiseLikelihood(int regularizers) {
    observations = new PseudoObservations(regularizers);
    levels = new LocalLevelLikelihood[regularizers];
    Arrays.setAll(levels, j -> new LocalLevelLikelihood());
    lastIterations = new long[regularizers];
    variances = new double[regularizers];
    meanVariances = new double[regularizers];
  }

  ProcessNoiseLikelihood(State state) {
    observations = new PseudoObservations(state.observations());
    levels =
        Arrays.stream(state.levels())
            .map(LocalLevelLikelihood::new)
            .toArray(LocalLevelLikelihood[]::new);
    lastIterations = state.lastIterations().clone();
    variances = state.variances().clone();
    meanVariances = state.meanVariances().clone();
  }

  /** All that is known. */
  record State(
      PseudoObservations.State observations,
      LocalLevelLikelihood.State[] levels,
      long[] lastIterations,
      double[] variances,
      double[] meanVariances) {

    State {
      StateSizes.require(
          variances.length,
          observations.reference().length,
          levels.length,
          lastIterations.length,
          meanVariances.length);
    }
  }

  State state() {
    return new State(
        observations.state(),
        Arrays.stream(levels)
            .map(LocalLevelLikelihood::state)
            .toArray(LocalLevelLikelihood.State[]::new),
        lastIterations.clone(),
        variances.clone(),
        meanVariances.clone());
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
        levels[j].add(
            match.iteration() - lastIterations[j],
            observations.value(j),
            observations.relativeVariance(j) / weight);
        lastIterations[j] = match.iteration();
        variances[j] = levels[j].processVariance();
        meanVariances[j] = levels[j].meanProcessVariance();
      }
    }
  }

  /** q̂_j in units of λ_j² an iteration; this one's own array. */
  double[] variances() {
    return variances;
  }

  /**
   * The means of q_j over their likelihoods; see {@link LocalLevelLikelihood#meanProcessVariance}.
   * This one's own array.
   */
  double[] meanVariances() {
    return meanVariances;
  }
}
