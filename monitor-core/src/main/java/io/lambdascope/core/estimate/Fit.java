package io.lambdascope.core.estimate;

import java.util.OptionalDouble;

/**
 * How well the candidates explain the deviations that entered an estimate.
 *
 * @param rSquared 1 − ‖b − ΦΛ̂‖²/‖b‖² over the weighted observations (about zero, not the mean).
 *     For a deviation that is exactly zero it is 1: Λ̂ = 0 fits it exactly
 * @param residualRatio ‖b − ΦΛ̂‖/‖b‖; 0 for a deviation that is exactly zero
 * @param deviationEnergy the weighted ‖b‖², 0 when nothing deviates
 * @param conditionNumber λ_max/λ_min of the normalized Gram matrix, infinite for dependent columns
 * @param equations the weighted number p of scalar equations
 * @param observations how many observations entered, whatever their weight
 * @param effectiveObservations (Σw)²/Σw², Kish's effective number
 * @param designEffect ρ, by how much the correlation among the equations of an observation inflates
 *     the variance of Λ̂: the mean eigenvalue of (ΦᵀΦ)^(−1/2) ΦᵀΣΦ (ΦᵀΦ)^(−1/2), of which App. B.1
 *     of arXiv 2605.05436 takes the largest (an estimate of the largest would be biased upwards
 *     with few observations). Empty when unknown: with one cluster, or a fit without residual
 */
public record Fit(
    double rSquared,
    double residualRatio,
    double deviationEnergy,
    double conditionNumber,
    double equations,
    long observations,
    double effectiveObservations,
    OptionalDouble designEffect) {

  /** p_eff = p/ρ, how many independent equations would tell as much; empty when ρ is unknown. */
  public OptionalDouble effectiveEquations() {
    return designEffect.isPresent() && designEffect.getAsDouble() > 0
        ? OptionalDouble.of(equations / designEffect.getAsDouble())
        : OptionalDouble.empty();
  }

  /**
   * p/ρ of one observation, for a judgement that must not be too sure of itself: p where ρ is not
   * known or below 1.
   *
   * @param observationEquations p, its number of scalar equations
   */
  public double effectiveEquationsOf(long observationEquations) {
    return observationEquations / Math.max(1, designEffect.orElse(1));
  }
}
