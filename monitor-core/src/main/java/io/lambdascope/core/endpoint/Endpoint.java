package io.lambdascope.core.endpoint;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where one training run ended: θ̂_k with the gradient g_k = ∇L_k(θ̂_k) of the loss it was trained
 * on, without penalties.
 *
 * <p>The scale of the loss is that of the answer: with L = (1/n)‖y − Xθ‖² a ridge coefficient is in
 * front of ‖θ‖²; with L = (1/2n)‖y − Xθ‖² it comes out half as large.
 *
 * <p>Immutable; arrays are copied in and out.
 *
 * @param parameters θ̂_k, length p ≥ 1
 * @param lossGradient g_k, length p
 * @param weight of the squared residuals of this endpoint's equations, at least 0
 */
public record Endpoint(double[] parameters, double[] lossGradient, double weight) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when the lengths differ or are 0, a number is not finite or
   *     the weight is negative
   */
  public Endpoint {
    if (parameters.length < 1 || parameters.length != lossGradient.length) {
      throw new IllegalArgumentException(
          "parameters and lossGradient need the same length, at least 1; they have %d and %d"
              .formatted(parameters.length, lossGradient.length));
    }
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be finite and at least 0, was " + weight);
    }
    parameters = parameters.clone();
    lossGradient = lossGradient.clone();
    requireFinite("parameters", parameters);
    requireFinite("lossGradient", lossGradient);
  }

  /** An endpoint of weight 1. */
  public Endpoint(double[] parameters, double[] lossGradient) {
    this(parameters, lossGradient, 1);
  }

  private static void requireFinite(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "%s[%d] is %s; leave out endpoints of runs that diverged"
                .formatted(name, i, values[i]));
      }
    }
  }

  /** p. */
  public int size() {
    return parameters.length;
  }

  @Override
  public double[] parameters() {
    return parameters.clone();
  }

  @Override
  public double[] lossGradient() {
    return lossGradient.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Endpoint e
        && Arrays.equals(parameters, e.parameters)
        && Arrays.equals(lossGradient, e.lossGradient)
        && Double.compare(weight, e.weight) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(parameters), Arrays.hashCode(lossGradient), weight);
  }

  @Override
  public String toString() {
    return "Endpoint[parameters=%s, lossGradient=%s, weight=%s]"
        .formatted(Arrays.toString(parameters), Arrays.toString(lossGradient), weight);
  }
}
