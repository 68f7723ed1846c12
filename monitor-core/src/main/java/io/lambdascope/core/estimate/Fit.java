package io.lambdascope.core.estimate;

/**
 * How well the candidates explain the deviations that entered an estimate.
 *
 * @param rSquared 1 − ‖b − ΦΛ̂‖²/‖b‖² over the weighted observations (about zero, not the mean).
 *     For a deviation that is exactly zero it is 1: Λ̂ = 0 fits it exactly
 * @param residualRatio ‖b − ΦΛ̂‖/‖b‖; 0 for a deviation that is exactly zero
 * @param deviationEnergy the weighted ‖b‖², 0 when nothing deviates
 * @param conditionNumber λ_max/λ_min of the normalized Gram matrix, infinite for dependent columns
 * @param equations the weighted number of scalar equations
 * @param observations how many observations entered, whatever their weight
 * @param effectiveObservations (Σw)²/Σw², Kish's effective number
 */
public record Fit(
    double rSquared,
    double residualRatio,
    double deviationEnergy,
    double conditionNumber,
    double equations,
    long observations,
    double effectiveObservations) {}
