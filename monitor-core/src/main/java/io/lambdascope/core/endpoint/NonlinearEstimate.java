package io.lambdascope.core.endpoint;

import java.util.List;

/**
 * Λ̂ of a {@link NonlinearPenalty}, a local least-squares solution, with what says how far to trust
 * it. Immutable.
 *
 * @param coefficients in the family's order; errors and inflation are those of the linearized
 *     equations at Λ̂, for independent errors
 * @param agreement within the pool fitted to
 * @param relativeGradient how far the fit stopped from a stationary point of its own objective:
 *     max_j |J_jᵀ(g + ∇R)|/(‖J_j‖·‖g‖), the ratio by which a first-order move of one coefficient
 *     could still change the residual. 0 when g is zero; infinite when it could not be computed
 * @param evaluations of all residuals and their derivatives
 * @param status how it ended
 * @param distanceFromStationarity of the training, as {@link
 *     EndpointPool#distanceFromStationarity}; not of the fit
 */
public record NonlinearEstimate(
    List<PenaltyCoefficient> coefficients,
    Agreement agreement,
    double relativeGradient,
    int evaluations,
    Status status,
    double distanceFromStationarity) {

  /** How a fit ended. */
  public enum Status {
    /** By the optimizer's tolerances, or because rounding admits no further descent. */
    CONVERGED,
    /** The allowed evaluations were used up; the best Λ so far is given. */
    EVALUATION_LIMIT,
    /**
     * The penalty's gradient or derivative was not finite where the optimizer went; the best Λ so
     * far is given, the start where there is no better.
     */
    NOT_FINITE
  }

  /** Copies. */
  public NonlinearEstimate {
    coefficients = List.copyOf(coefficients);
  }

  /** The values alone, in the family's order. */
  public double[] lambda() {
    return coefficients.stream().mapToDouble(PenaltyCoefficient::value).toArray();
  }
}
