package io.lambdascope.core.endpoint;

/**
 * How well a penalty cancels the loss gradients of a pool.
 *
 * @param residualRatio ‖g + ∇R‖/‖g‖ over the weighted equations; 0 where both are zero, infinite
 *     where the penalty's gradient is not finite, or only g is zero
 * @param shareExplained 1 − residualRatio², about zero and not the mean: at most 1, and negative
 *     where the penalty is worse than none
 */
public record Agreement(double residualRatio, double shareExplained) {

  /** The agreement of a penalty with given coefficients, fitted to these endpoints or to others. */
  public static Agreement of(EndpointPool pool, Penalty penalty, double[] lambda) {
    PoolUnits units = PoolUnits.of(pool);
    double residual = 0;
    double energy = 0;
    for (Endpoint endpoint : pool.endpoints()) {
      double[] target = units.target(endpoint);
      double[] gradient =
          PoolUnits.weighted(
              penalty.gradient(endpoint, lambda),
              units.rootWeight(endpoint),
              units.gradientExponent());
      for (int i = 0; i < target.length; i++) {
        residual += (target[i] - gradient[i]) * (target[i] - gradient[i]);
        energy += target[i] * target[i];
      }
    }
    return ofEnergies(residual, energy);
  }

  /** From ‖g + ∇R‖² and ‖g‖² in the same unit. */
  static Agreement ofEnergies(double residual, double energy) {
    if (residual == 0) {
      return new Agreement(0, 1);
    }
    double share = residual / energy;
    return Double.isFinite(share)
        ? new Agreement(Math.sqrt(share), 1 - share)
        : new Agreement(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }
}
