package io.lambdascope.examples.experiment.dropout;

/**
 * The paper's own fit of λ‖θ‖² (Eq. 3 and App. H.4): Adam on log λ from λ = 1, a step an epoch, its
 * loss ‖g + 2λθ‖²/p a mean over the parameters.
 *
 * <p>Why it ends too early: the loss's derivative by log λ, (8λ²θᵀθ + 4λθᵀg)/p, falls under the
 * square root of Adam's memory of the first steps, and then under its ε = 1e-8, while λ is still
 * far above the optimum.
 *
 * @param lambda λ̂
 * @param epochs until it ended
 * @param derivative of the loss by log λ, where it ended
 */
record PublishedFit(double lambda, int epochs, double derivative) {

  private static final double LEARNING_RATE = 0.05;
  private static final int EPOCHS = 2000;
  private static final int PATIENCE = 100;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /**
   * All that an endpoint says of λ.
   *
   * @param parameters θᵀθ
   * @param cross θᵀg, g the loss gradient
   * @param gradient gᵀg
   * @param count p
   */
  record Products(double parameters, double cross, double gradient, long count) {

    /** ‖g + 2λθ‖²/p. */
    double loss(double lambda) {
      return (gradient + 4 * lambda * (cross + lambda * parameters)) / count;
    }

    /** Its derivative by log λ. */
    double derivative(double lambda) {
      return 4 * lambda * (cross + 2 * lambda * parameters) / count;
    }
  }

  /** Fits. */
  static PublishedFit of(Products products) {
    double logarithm = 0;
    double mean = 0;
    double square = 0;
    double lowest = Double.POSITIVE_INFINITY;
    int sinceLowest = 0;
    int epoch = 0;
    while (epoch < EPOCHS && sinceLowest < PATIENCE) {
      double lambda = Math.exp(logarithm);
      double loss = products.loss(lambda);
      double derivative = products.derivative(lambda);
      epoch++;
      mean = BETA1 * mean + (1 - BETA1) * derivative;
      square = BETA2 * square + (1 - BETA2) * derivative * derivative;
      double corrected = mean / (1 - Math.pow(BETA1, epoch));
      double scale = Math.sqrt(square / (1 - Math.pow(BETA2, epoch))) + EPSILON;
      logarithm -= LEARNING_RATE * corrected / scale;
      sinceLowest = loss < lowest ? 0 : sinceLowest + 1;
      lowest = Math.min(lowest, loss);
    }
    double lambda = Math.exp(logarithm);
    return new PublishedFit(lambda, epoch, products.derivative(lambda));
  }
}
