package io.lambdascope.core.theory;

/**
 * The penalty that full-batch Adam and RMSProp add to the loss, to first order in the step size and
 * once their memories are filled: a multiple of the perturbed one-norm of the gradient, ‖∇L‖_{1,ε}
 * = Σ_i √((∂_iL)² + ε).
 *
 * <p>With update h·m̂/√(v̂ + ε), ε within the root, the steps follow dθ_i/dt = −(∂_iL +
 * c_i·∂_i‖∇L‖_{1,ε})/√((∂_iL)² + ε),
 *
 * <pre>c_i = (h/2)·[(1+β₁)/(1−β₁) − (1+β₂)/(1−β₂) + (1+β₂)/(1−β₂)·ε/((∂_iL)² + ε)].</pre>
 *
 * <p>The coefficient is that in front of the one-norm, inside the preconditioner. Where all
 * gradients are large against √ε it is {@link #smallEpsilon}, below zero for β₂ &gt; β₁: training
 * impedes the penalty's reduction. Where they are small against it, {@link #largeEpsilon}.
 *
 * <p>The three parts are those of the first moment, whose mean age is β₁/(1−β₁) steps, of the
 * second, β₂/(1−β₂), and of the step's own length. Valid while h(1+β₂)/(1−β₂) times the curvature
 * in the preconditioned metric is small.
 *
 * <p>Stateless. Reference: M. Cattaneo, J. Klusowski, B. Shigida, On the implicit bias of Adam,
 * ICML 2024.
 *
 * @param stepSize h, above 0
 * @param firstDecay β₁, in [0, 1); 0 for RMSProp
 * @param secondDecay β₂, in [0, 1)
 */
public record AdaptiveGradientRegularization(
    double stepSize, double firstDecay, double secondDecay) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when a value is out of its range
   */
  public AdaptiveGradientRegularization {
    if (!(stepSize > 0 && stepSize < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("stepSize must be positive and finite, was " + stepSize);
    }
    if (!(firstDecay >= 0 && firstDecay < 1 && secondDecay >= 0 && secondDecay < 1)) {
      throw new IllegalArgumentException(
          "decays lie in [0, 1), were %s and %s".formatted(firstDecay, secondDecay));
    }
  }

  /**
   * c_i where the gradient's entry is as large.
   *
   * @param squaredGradient (∂_iL)²
   * @param epsilon ε, within the root
   */
  public double coefficient(double squaredGradient, double epsilon) {
    double share = epsilon / (squaredGradient + epsilon);
    return stepSize / 2 * (memory(firstDecay) - memory(secondDecay) * (1 - share));
  }

  /** c for gradients that are large against √ε. */
  public double smallEpsilon() {
    return coefficient(1, 0);
  }

  /** c for gradients that are small against √ε. */
  public double largeEpsilon() {
    return coefficient(0, 1);
  }

  private static double memory(double decay) {
    return (1 + decay) / (1 - decay);
  }
}
