package io.lambdascope.core.theory;

/**
 * The penalties that a finite step adds to the gradient flow on a loss L, to first order in η.
 *
 * <p>Full-batch gradient descent follows the flow of L + (η/4)‖∇L‖² (Barrett and Dherin): with R =
 * ‖∇L‖²/p, as the paper writes it, the coefficient is λ = ηp/4, and λ/p = η/4 whatever the size of
 * the network. SGD through m mini-batches of one epoch, in the mean over their orders, follows that
 * of L + (η/4m)Σ_k‖∇L_k‖² (Smith et al.), L the mean of the L_k: it is the first penalty and as
 * much again of the gradient noise, (η/4)·(1/m)Σ_k‖∇L_k − ∇L‖².
 *
 * <p>Valid while ηh ≪ 1, h the curvature along the gradient; the next order lowers what is measured
 * by about ηh/3 of it. For SGD also while mη is small, and for the mean over epochs: a single order
 * of the mini-batches has a term as large.
 *
 * <p>References: D. Barrett, B. Dherin, Implicit gradient regularization, ICLR 2021 (Section 3 and
 * H.5 of arXiv 2605.05436); S. Smith, B. Dherin, D. Barrett, S. De, On the origin of implicit
 * regularization in stochastic gradient descent, ICLR 2021.
 *
 * @param stepSize η, above 0
 */
public record ImplicitGradientRegularization(double stepSize) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless η is positive and finite
   */
  public ImplicitGradientRegularization {
    if (!(stepSize > 0 && stepSize < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("stepSize must be positive and finite, was " + stepSize);
    }
  }

  /** The two penalties of an epoch of SGD, each without its coefficient. */
  public record Terms(double squaredGradient, double gradientNoise) {}

  /** η/4, in front of ‖∇L‖², and of the gradient noise (1/m)Σ‖∇L_k − ∇L‖². */
  public double perParameter() {
    return stepSize / 4;
  }

  /** ηp/4, in front of ‖∇L‖²/p. */
  public double coefficient(long parameters) {
    return stepSize * parameters / 4;
  }

  /**
   * ‖∇L‖² and (1/m)Σ‖∇L_k − ∇L‖² from the gradients of the m mini-batches at one θ.
   *
   * @param batchGradients ∇L_k for each of at least one mini-batch, all of the same size
   * @throws IllegalArgumentException when there is none or the lengths differ
   */
  public static Terms terms(double[][] batchGradients) {
    int m = batchGradients.length;
    if (m < 1) {
      throw new IllegalArgumentException("the gradient of at least one mini-batch is needed");
    }
    int p = batchGradients[0].length;
    double[] mean = new double[p];
    for (double[] gradient : batchGradients) {
      if (gradient.length != p) {
        throw new IllegalArgumentException(
            "gradients must have the same length, found %d and %d".formatted(p, gradient.length));
      }
      for (int i = 0; i < p; i++) {
        mean[i] += gradient[i] / m;
      }
    }
    double squared = 0;
    double noise = 0;
    for (int i = 0; i < p; i++) {
      squared += mean[i] * mean[i];
      for (double[] gradient : batchGradients) {
        noise += (gradient[i] - mean[i]) * (gradient[i] - mean[i]) / m;
      }
    }
    return new Terms(squared, noise);
  }

  /** (η/4)(‖∇L‖² + noise): the value added to the loss. */
  public double addedLoss(Terms terms) {
    return perParameter() * (terms.squaredGradient() + terms.gradientNoise());
  }
}
