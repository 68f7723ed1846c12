package io.lambdascope.core.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Endpoints that are stationary under a known penalty, up to noise. */
final class Pools {

  private Pools() {}

  /** m endpoints of p parameters ~ N(0, 1) with g = −∇R(θ, Λ) + noise·N(0, 1). */
  static EndpointPool stationary(
      long seed, int m, int p, Penalty penalty, double[] lambda, double noise) {
    Random random = new Random(seed);
    List<Endpoint> endpoints = new ArrayList<>();
    for (int k = 0; k < m; k++) {
      double[] theta = new double[p];
      for (int i = 0; i < p; i++) {
        theta[i] = random.nextGaussian();
      }
      double[] gradient = penalty.gradient(new Endpoint(theta, new double[p]), lambda);
      for (int i = 0; i < p; i++) {
        gradient[i] = -gradient[i] + noise * random.nextGaussian();
      }
      endpoints.add(new Endpoint(theta, gradient, 0.5 + random.nextDouble()));
    }
    return new EndpointPool(endpoints);
  }

  /** All parameters and gradients times these. */
  static EndpointPool scaled(EndpointPool pool, double parameters, double gradients) {
    return new EndpointPool(
        pool.endpoints().stream()
            .map(
                e ->
                    new Endpoint(
                        times(e.parameters(), parameters),
                        times(e.lossGradient(), gradients),
                        e.weight()))
            .toList());
  }

  private static double[] times(double[] x, double factor) {
    return Arrays.stream(x).map(value -> value * factor).toArray();
  }
}
