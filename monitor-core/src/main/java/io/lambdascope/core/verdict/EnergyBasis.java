package io.lambdascope.core.verdict;

/** Of which energy the shares are. */
public enum EnergyBasis {
  /** Of ‖b*‖², b* = E[b | θ], from products of independent replicates: noise does not count. */
  PREDICTABLE,
  /**
   * Of ‖b‖², noise included: noise only adds to the whole, so a share is a lower bound for that of
   * the predictable energy.
   */
  TOTAL
}
