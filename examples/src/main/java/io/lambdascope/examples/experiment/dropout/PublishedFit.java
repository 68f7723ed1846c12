package io.lambdascope.examples.experiment.dropout;

import java.util.List;

/**
 * The paper's own fit of λ‖θ‖² (Eq. 3 and App. H.4): Adam on log λ, its loss ‖g + 2λθ‖²/p a mean
 * over the parameters. As its reference code runs it: a step for each mini-batch, the loss watched
 * that of an epoch's last one, the learning rate halved where that has not fallen by a share of
 * 1e-4 for 10 epochs, and an end where it has not fallen for 100. Starts from λ = 1, about which
 * that code draws its start.
 *
 * <p>Why it ends too early: the loss's derivative by log λ, (8λ²θᵀθ + 4λθᵀg)/p, falls with the
 * square of λ: first under the square root of Adam's memory of the large derivatives at the start,
 * then under its ε = 1e-8, while λ is still far above the optimum; and under the noise of the
 * mini-batches the learning rate is halved away.
 *
 * @param lambda λ̂
 * @param epochs until it ended
 * @param derivative of the loss over all mini-batches by log λ, where it ended
 */
record PublishedFit(double lambda, int epochs, double derivative) {

  private static final double LEARNING_RATE = 0.05;
  private static final int EPOCHS = 2000;
  private static final int PATIENCE = 100;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double PLATEAU_FACTOR = 0.5;
  private static final int PLATEAU_PATIENCE = 10;
  private static final double PLATEAU_THRESHOLD = 1e-4;

  /** Below which a halving would change the learning rate by less than this, and is left out. */
  private static final double SMALLEST_CHANGE = 1e-8;

  /**
   * All that a mini-batch says of λ.
   *
   * @param parameters θᵀθ
   * @param cross θᵀg, g the loss gradient of the mini-batch
   * @param gradient gᵀg
   * @param count p
   */
  record Products(double parameters, double cross, double gradient, int count) {

    /** ‖g + 2λθ‖²/p. */
    double loss(double lambda) {
      return (gradient + 4 * lambda * (cross + lambda * parameters)) / count;
    }

    /** Its derivative by log λ. */
    double derivative(double lambda) {
      return 4 * lambda * (cross + 2 * lambda * parameters) / count;
    }
  }

  /**
   * Fits.
   *
   * @param batches of an epoch, in an order that stays
   */
  static PublishedFit of(List<Products> batches) {
    double logarithm = 0;
    double mean = 0;
    double square = 0;
    double rate = LEARNING_RATE;
    double lowest = Double.POSITIVE_INFINITY;
    double plateau = Double.POSITIVE_INFINITY;
    int sinceLowest = 0;
    int sincePlateau = 0;
    int step = 0;
    int epoch = 0;
    while (epoch < EPOCHS && sinceLowest < PATIENCE) {
      double watched = Double.NaN;
      for (Products batch : batches) {
        double lambda = Math.exp(logarithm);
        watched = batch.loss(lambda);
        double derivative = batch.derivative(lambda);
        step++;
        mean = BETA1 * mean + (1 - BETA1) * derivative;
        square = BETA2 * square + (1 - BETA2) * derivative * derivative;
        double corrected = mean / (1 - Math.pow(BETA1, step));
        double scale = Math.sqrt(square / (1 - Math.pow(BETA2, step))) + EPSILON;
        logarithm -= rate * corrected / scale;
      }
      epoch++;
      sinceLowest = watched < lowest ? 0 : sinceLowest + 1;
      lowest = Math.min(lowest, watched);
      if (watched < plateau * (1 - PLATEAU_THRESHOLD)) {
        plateau = watched;
        sincePlateau = 0;
      } else {
        sincePlateau++;
      }
      if (sincePlateau > PLATEAU_PATIENCE) {
        if (rate * (1 - PLATEAU_FACTOR) > SMALLEST_CHANGE) {
          rate *= PLATEAU_FACTOR;
        }
        sincePlateau = 0;
      }
    }
    double lambda = Math.exp(logarithm);
    double derivative =
        batches.stream().mapToDouble(batch -> batch.derivative(lambda)).average().orElse(0);
    return new PublishedFit(lambda, epoch, derivative);
  }
}
