package io.lambdascope.core.estimate;

/** Where a covariance, and with it the intervals, comes from. */
public enum CovarianceKind {
  /**
   * From the variation of the scores between observations, one cluster for each observation. Holds
   * whatever the correlation among the p equations of one observation.
   */
  CLUSTER_ROBUST,
  /**
   * From the residuals within the one observation there is, as if its p equations were independent.
   * Usually too narrow (App. B: p_eff = p/ρ), and the only one possible with one observation.
   */
  INDEPENDENT_EQUATIONS
}
