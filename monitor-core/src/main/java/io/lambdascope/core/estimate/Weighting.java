package io.lambdascope.core.estimate;

/**
 * What weight w_k an observation gets beside its age: App. C's W_t = w_t I of arXiv 2605.05436,
 * measurable before the observation's own noise unless said otherwise.
 */
public enum Weighting {
  /** Every observation alike. */
  NONE,
  /**
   * By the inverse of the running residual variance: w_k = σ̂²_1/σ̂²_{k−1}, with σ̂² the mean of
   * the last residual energies per equation before observation k. For noise whose level changes
   * slowly in training: the noisy stretches count less. An outlier is not held back by it.
   */
  RESIDUAL_VARIANCE,
  /**
   * Huber's: w_k = min(1, κ/z_k) with z_k the largest of the observation's own innovations over
   * their running scales, by coefficient, so that no observation pulls harder than one of κ times
   * the usual size (Huber, Ann. Math. Statist. 35, 1964). For rare wild observations.
   */
  HUBER
}
