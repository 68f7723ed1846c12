package io.lambdascope.core.endpoint;

/**
 * The regression −g = 2λθ of one group of parameters, in units of its own: groups of 1e-300 beside
 * groups of 1e300 lose nothing.
 */
final class SharedCoefficient {

  private final PoolUnits units;
  private final boolean determined;
  private final boolean held;
  private final double value;
  private final double standardError;
  private double residual;
  private double energy;

  /**
   * Fits.
   *
   * @param group the endpoints' parts in the group
   * @param penalized false for parameters that have no coefficient: λ = 0
   * @param lowest value allowed
   */
  SharedCoefficient(EndpointPool group, boolean penalized, double lowest) {
    this.units = PoolUnits.of(group);
    double gram = 0;
    double cross = 0;
    for (Endpoint endpoint : group.endpoints()) {
      double[] column = units.parameters(endpoint);
      double[] target = units.target(endpoint);
      for (int i = 0; i < column.length; i++) {
        gram += 4 * column[i] * column[i];
        cross += 2 * column[i] * target[i];
      }
    }
    this.determined = penalized && gram > 0;
    double optimum = determined ? cross / gram : 0;
    this.held = optimum < lowest;
    this.value = held ? lowest : optimum;

    double scores = 0;
    for (Endpoint endpoint : group.endpoints()) {
      double[] column = units.parameters(endpoint);
      double[] target = units.target(endpoint);
      double score = 0;
      for (int i = 0; i < column.length; i++) {
        double rest = target[i] - (penalized ? 2 * value * column[i] : 0);
        residual += rest * rest;
        energy += target[i] * target[i];
        score += 2 * column[i] * rest;
      }
      scores += score * score;
    }
    int m = group.weighted();
    // One endpoint with one parameter leaves 0/0 = NaN or x/0 = ∞: not determined either way.
    double error =
        m > 1
            ? Math.sqrt(scores * m / (m - 1)) / gram
            : Math.sqrt(residual / (group.parameters() - 1.0) / gram);
    this.standardError = held ? Double.POSITIVE_INFINITY : error;
  }

  boolean isDetermined() {
    return determined;
  }

  PenaltyCoefficient coefficient() {
    return PenaltyCoefficient.of(
        units.quadratic(value),
        units.quadratic(standardError),
        determined ? 1 : Double.POSITIVE_INFINITY);
  }

  /** ‖g + 2λθ‖² in the unit of the whole pool. */
  double residual(PoolUnits whole) {
    return Math.scalb(residual, 2 * (units.gradientExponent() - whole.gradientExponent()));
  }

  /** ‖g‖², likewise. */
  double energy(PoolUnits whole) {
    return Math.scalb(energy, 2 * (units.gradientExponent() - whole.gradientExponent()));
  }
}
