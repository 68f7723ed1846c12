package io.lambdascope.dl4j.regularizer;

import org.nd4j.linalg.ops.transforms.Transforms;

/** The regularizers that come with Lambdascope, with the conventions of their coefficients. */
public final class Regularizers {

  /** The smoothing parameter of the paper's App. H.2. */
  public static final double DEFAULT_BETA = 1e-3;

  private Regularizers() {}

  /**
   * {@code l2}: λ‖θ‖², gradient 2λθ. DL4J's {@code l2(c)} and {@code weightDecay(c)} with Sgd add
   * cθ to the gradient and show as λ = c/2.
   */
  public static Regularizer l2() {
    return new Elementwise("l2", x -> x.muli(2));
  }

  /** {@code l1}: the smoothed one-norm with β = {@value #DEFAULT_BETA}. */
  public static Regularizer l1() {
    return l1(DEFAULT_BETA);
  }

  /**
   * {@code l1}: λ Σ h(θ_i) with h(x) = x²/(2β) where |x| &lt; β and |x| − β/2 elsewhere (App. H.2
   * of arXiv 2605.05436), gradient λ·sign(θ_i) outside the smoothed zone. DL4J's {@code l1(c)} adds
   * c·sign(θ) and shows as λ = c where |θ| ≥ β. Where nearly all |θ| &lt; β it cannot be told from
   * {@link #l2}.
   *
   * @param beta β, positive and finite, in units of a parameter
   * @throws IllegalArgumentException when β is not
   */
  public static Regularizer l1(double beta) {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("the smoothing parameter beta of l1 must be positive and finite, was %s; the default is"
                  + " %s")
              .formatted(beta, DEFAULT_BETA));
    }
    return new Elementwise(
        "l1",
        x -> {
          x.divi(beta);
          Transforms.max(x, -1, false);
          Transforms.min(x, 1, false);
        });
  }

  /**
   * {@code gradient_norm}: λ‖∇L‖²/p over the p trained parameters, gradient (2λ/p)Hg, with H the
   * Hessian of the objective by central differences. For gradient descent with step size η theory
   * gives λ = ηp/4 (Barrett and Dherin, ICLR 2021; App. H.5 of arXiv 2605.05436). Costs three
   * gradients a sample, two where the reference has computed the first.
   */
  public static Regularizer gradientNorm() {
    return new GradientNorm();
  }
}
