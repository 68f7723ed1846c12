package io.lambdascope.core.endpoint;

/**
 * (λ̂, β̂) of a {@link SmoothedL1} with what says how far to trust it. Immutable.
 *
 * @param lambda λ̂
 * @param beta β̂; where not identified, the bound that {@code shape} names
 * @param shape where β̂ lies among the parameters
 * @param shareWithin the share of the parameters, zero ones included, with |θ| &lt; β̂
 * @param agreement within the pool fitted to
 * @param distanceFromStationarity as {@link EndpointPool#distanceFromStationarity}
 */
public record SmoothedL1Estimate(
    PenaltyCoefficient lambda,
    PenaltyCoefficient beta,
    Shape shape,
    double shareWithin,
    Agreement agreement,
    double distanceFromStationarity) {

  /** Where β̂ lies among the |θ_i| that are not zero. */
  public enum Shape {
    /** Strictly between two of them: λ and β are identified, with standard errors. */
    SMOOTH,
    /** On one of them: identified, but the residual has a kink there and no standard error. */
    KINK,
    /** At the smallest: a lasso. λ is identified; β̂ is an upper bound of β. */
    ALL_BEYOND,
    /** At the largest: a ridge λ/(2β)·‖θ‖². λ/β is identified; β̂ is a lower bound of β. */
    ALL_WITHIN,
    /** All parameters are zero: nothing is identified. */
    NO_PARAMETER
  }
}
