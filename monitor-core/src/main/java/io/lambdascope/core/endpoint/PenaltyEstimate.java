package io.lambdascope.core.endpoint;

import java.util.List;

/**
 * Λ̂ of a {@link LinearPenalty} with what says how far to trust it. Immutable.
 *
 * <p>A good agreement alone is no evidence: with as many coefficients as equations it is 1 whatever
 * the truth, as for a diagonal and one endpoint. {@link SplitHalf} tells.
 *
 * @param coefficients λ̂_1 … λ̂_r in the family's order
 * @param agreement within the pool fitted to
 * @param rank how many of the r coefficients the equations determine
 * @param conditionNumber of the normalized Gram matrix over its non-zero columns, infinite for
 *     dependent ones or none
 * @param distanceFromStationarity as {@link EndpointPool#distanceFromStationarity}
 */
public record PenaltyEstimate(
    List<PenaltyCoefficient> coefficients,
    Agreement agreement,
    int rank,
    double conditionNumber,
    double distanceFromStationarity) {

  /** Copies. */
  public PenaltyEstimate {
    coefficients = List.copyOf(coefficients);
  }

  /** The values alone, in the family's order. */
  public double[] lambda() {
    return coefficients.stream().mapToDouble(PenaltyCoefficient::value).toArray();
  }
}
