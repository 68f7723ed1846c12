package io.lambdascope.core.estimate;

/**
 * What weight w_k an observation gets beside its age: App. C's W_t = w_t I of arXiv 2605.05436, of
 * which none depends on what an observation says of Λ but Huber's.
 */
public enum Weighting {
  /** Every observation alike. */
  NONE,
  /**
   * By the inverse of the running residual variance: w_k = σ̂²_1/max(σ̂²_{k−1}, s²_k), where s²_k
   * is the residual variance per equation of the observation's own least-squares fit and σ̂² the
   * mean of the last of them. For noise whose level changes in training: the noisy stretches count
   * less. A wild observation is held back as far as its noise shows in all equations, not in those
   * along the candidates alone.
   */
  RESIDUAL_VARIANCE,
  /**
   * Huber's: w_k = min(1, κ/z_k) with z_k the largest of the observation's own innovations over
   * their running scales, by coefficient, so that no observation pulls harder than one of κ times
   * the usual size (Huber, Ann. Math. Statist. 35, 1964). For rare wild observations.
   */
  HUBER
}
