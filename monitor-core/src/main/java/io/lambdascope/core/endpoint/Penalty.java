package io.lambdascope.core.endpoint;

/**
 * A family of penalties R(θ, Λ), known by its gradient with respect to θ. Implementations are
 * immutable and may be called from any thread.
 */
public interface Penalty {

  /**
   * ∇_θR(θ̂, Λ), of length p.
   *
   * @param endpoint gives θ̂; an implementation whose penalty depends on the data may recognize the
   *     endpoint by its equality
   * @param lambda Λ, in the order that the family states
   */
  double[] gradient(Endpoint endpoint, double[] lambda);
}
