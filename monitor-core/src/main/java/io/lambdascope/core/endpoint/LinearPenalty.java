package io.lambdascope.core.endpoint;

/**
 * Penalties R = Σ_j λ_j R_j(θ) that are linear in their coefficients: fitted exactly, by least
 * squares on the stationarity equations (Eq. 3), without iterating and in float64.
 *
 * <p>Standard errors are cluster-robust, one cluster an endpoint, with the factor m/(m − 1), when
 * there are more endpoints than coefficients estimated together; else those of independent
 * equations. For bootstrap replicates of one dataset they speak of the resampling only and shrink
 * with its number, as the doubt about the dataset does not.
 */
public sealed interface LinearPenalty extends Penalty permits GroupedQuadratic, RegularizerColumns {

  /** The least-squares estimate; of minimum norm in units of the columns when underdetermined. */
  PenaltyEstimate fit(EndpointPool pool);

  /**
   * The same with all λ_j ≥ 0, exactly. Coefficients held at zero have no standard error (it is
   * infinite); those of the others are as if the held ones were not in the family.
   */
  PenaltyEstimate fitNonNegative(EndpointPool pool);
}
