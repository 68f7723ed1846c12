package io.lambdascope.core.endpoint;

import java.util.Arrays;

/**
 * Units in which no square of a pool's numbers overflows and the largest do not vanish: powers of
 * two, so that the scaling is exact, and the largest weight.
 *
 * @param parameterExponent parameters are in units of 2 to this
 * @param gradientExponent gradients likewise
 * @param largestWeight 1 where all weights are 0
 */
record PoolUnits(int parameterExponent, int gradientExponent, double largestWeight) {

  static PoolUnits of(EndpointPool pool) {
    double largest = pool.endpoints().stream().mapToDouble(Endpoint::weight).max().orElse(1);
    return new PoolUnits(
        pool.exponent(Endpoint::parameters),
        pool.exponent(Endpoint::lossGradient),
        largest > 0 ? largest : 1);
  }

  /** √w_k, by which both sides of an endpoint's equations are multiplied. */
  double rootWeight(Endpoint endpoint) {
    return Math.sqrt(endpoint.weight()) / Math.sqrt(largestWeight);
  }

  /** √w_k·θ̂_k. */
  double[] parameters(Endpoint endpoint) {
    return weighted(endpoint.parameters(), rootWeight(endpoint), parameterExponent);
  }

  /** −√w_k·g_k, the target of the regression. */
  double[] target(Endpoint endpoint) {
    return weighted(endpoint.lossGradient(), -rootWeight(endpoint), gradientExponent);
  }

  /** A vector in units of 2 to the exponent, times the factor. */
  static double[] weighted(double[] values, double factor, int exponent) {
    return Arrays.stream(values).map(x -> Math.scalb(x, -exponent) * factor).toArray();
  }

  /** A coefficient of θ out of these units; infinite when beyond a double's range. */
  double quadratic(double coefficient) {
    return Math.scalb(coefficient, gradientExponent - parameterExponent);
  }
}
