package io.lambdascope.core.verdict;

import java.util.List;

/**
 * The verdicts on all candidates after an observation. Immutable.
 *
 * @param iteration that of the last observation
 * @param basis of which energy the shares are
 * @param share of the energy that all candidates explain together with one Λ for all observations
 * @param rSquared 1 − ‖b − ΦΛ̂‖²/‖b‖² in sample, noise included, of the replicates' means; 1 for a
 *     deviation that is exactly zero
 * @param observations how many entered, whatever their weight
 * @param candidates in the order of the regularizers
 */
public record Verdicts(
    long iteration,
    EnergyBasis basis,
    Share share,
    double rSquared,
    long observations,
    List<CandidateVerdict> candidates) {

  /** Copies. */
  public Verdicts {
    candidates = List.copyOf(candidates);
  }

  /** That of regularizer {@code j}. */
  public CandidateVerdict candidate(int j) {
    return candidates.get(j);
  }
}
