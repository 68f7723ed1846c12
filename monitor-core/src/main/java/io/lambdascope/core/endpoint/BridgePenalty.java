package io.lambdascope.core.endpoint;

/**
 * The bridge penalty R = λ Σ_i |θ_i|^q with Λ = (λ, q): lasso at q = 1, ridge at q = 2.
 *
 * <p>Gradient λq|θ_i|^(q−1) sign θ_i. At θ_i = 0 it is taken as 0 for every q: for q &gt; 1 that is
 * its value, for q ≤ 1 the penalty has a kink or cusp there that can balance any loss gradient, so
 * the equation says nothing about Λ. Such equations do not move the estimate, but count in the
 * residual. When all |θ_i| are the same, q and λ are not identified apart.
 *
 * <p>Immutable. Reference: I. E. Frank, J. H. Friedman, A statistical view of some chemometrics
 * regression tools, Technometrics 35 (1993).
 */
public final class BridgePenalty implements NonlinearPenalty {

  /** The least exponent that a fit may try; towards 0 the penalty no longer depends on θ. */
  public static final double LEAST_EXPONENT = 0.01;

  /** The family; it has no settings. */
  public BridgePenalty() {}

  /** A start between lasso and ridge, q = 1.5; the fit finds the λ that belongs to it. */
  public static double[] start() {
    return new double[] {1, 1.5};
  }

  @Override
  public int coefficients() {
    return 2;
  }

  @Override
  public int linearCoefficients() {
    return 1;
  }

  @Override
  public double[] gradient(Endpoint endpoint, double[] lambda) {
    double q = lambda[1];
    double[] gradient = endpoint.parameters();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = lambda[0] * q * power(gradient[i], q);
    }
    return gradient;
  }

  @Override
  public double[][] derivative(Endpoint endpoint, double[] lambda) {
    double q = lambda[1];
    double[] byLambda = endpoint.parameters();
    double[] byExponent = endpoint.parameters();
    for (int i = 0; i < byLambda.length; i++) {
      double theta = byLambda[i];
      double power = power(theta, q);
      byLambda[i] = q * power;
      // At 0 the power is 0 and its logarithm must not be asked for.
      byExponent[i] = theta == 0 ? 0 : lambda[0] * power * (1 + q * Math.log(Math.abs(theta)));
    }
    return new double[][] {byLambda, byExponent};
  }

  /** |θ|^(q−1) sign θ, 0 at θ = 0. */
  private static double power(double theta, double q) {
    return theta == 0 ? 0 : Math.copySign(Math.pow(Math.abs(theta), q - 1), theta);
  }

  @Override
  public double[] admissible(double[] lambda) {
    return new double[] {lambda[0], Math.max(lambda[1], LEAST_EXPONENT)};
  }
}
