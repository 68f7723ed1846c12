package io.lambdascope.core.endpoint;

import io.lambdascope.core.linalg.PowerOfTwo;
import java.util.List;
import java.util.function.Function;

/**
 * Endpoints of the same model whose equations −g_k = ∇R(θ̂_k, Λ) share one Λ: independent datasets,
 * bootstrap replicates ({@link Bootstrap}), or a single run. Immutable.
 *
 * @param endpoints at least one, all with the same number of parameters
 */
public record EndpointPool(List<Endpoint> endpoints) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when there is none or the numbers of parameters differ
   */
  public EndpointPool {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("a pool needs at least one endpoint, was given none");
    }
    int size = endpoints.get(0).size();
    for (Endpoint endpoint : endpoints) {
      if (endpoint.size() != size) {
        throw new IllegalArgumentException(
            "endpoints of one pool have the same parameters; found %d and %d of them"
                .formatted(size, endpoint.size()));
      }
    }
  }

  /** A pool of these. */
  public static EndpointPool of(Endpoint... endpoints) {
    return new EndpointPool(List.of(endpoints));
  }

  /** The first m endpoints. */
  public EndpointPool first(int m) {
    return new EndpointPool(endpoints.subList(0, m));
  }

  /** p, the number of parameters of each. */
  public int parameters() {
    return endpoints.get(0).size();
  }

  /** m, the number of endpoints. */
  public int size() {
    return endpoints.size();
  }

  /**
   * ‖g‖/‖θ̂‖ over the weighted pool: how far training stopped from a stationary point of the bare
   * loss, in the unit of a coefficient. All of it is what the penalty has to explain. 0 when the
   * gradient is zero, infinite when only the parameters are.
   */
  public double distanceFromStationarity() {
    PoolUnits units = PoolUnits.of(this);
    double gradient = 0;
    double parameter = 0;
    for (Endpoint endpoint : endpoints) {
      for (double g : units.target(endpoint)) {
        gradient += g * g;
      }
      for (double x : units.parameters(endpoint)) {
        parameter += x * x;
      }
    }
    return gradient == 0 ? 0 : units.quadratic(Math.sqrt(gradient / parameter));
  }

  /** The number of endpoints whose weight is not 0: those of weight 0 give no equation. */
  int weighted() {
    return (int) endpoints.stream().filter(endpoint -> endpoint.weight() > 0).count();
  }

  /** The exponent of the largest absolute value among these of all endpoints. */
  int exponent(Function<Endpoint, double[]> values) {
    double largest = 0;
    for (Endpoint endpoint : endpoints) {
      for (double value : values.apply(endpoint)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return PowerOfTwo.exponent(largest);
  }
}
