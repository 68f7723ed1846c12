package io.lambdascope.examples.experiment.horizon;

import java.util.List;

/**
 * A case: a loss and a step size.
 *
 * @param name of the loss
 * @param eta step size
 * @param steps how many
 * @param published distance to the modified over that to the original flow at the end: BASELINES 1
 * @param cost relative
 */
record Case(String name, double eta, int steps, double published, double cost) {

  static final double FINE = 0.01;
  static final double COARSE = 0.03;
  static final int ASKED_STEPS = 30;

  private static final int LINEAR_STEPS = 50;

  static final List<Case> ALL =
      List.of(
          new Case("least squares", FINE, LINEAR_STEPS, 0.014, 1),
          new Case("least squares", COARSE, LINEAR_STEPS, 0.038, 1),
          new Case("MNIST tanh", FINE, ASKED_STEPS, 0.011, 200),
          new Case("MNIST ReLU", FINE, ASKED_STEPS, 0.914, 200));

  boolean isMnist() {
    return name.startsWith("MNIST");
  }

  /** Whether the loss has kinks, so that the theory does not hold. */
  boolean hasKinks() {
    return name.endsWith("ReLU");
  }
}
