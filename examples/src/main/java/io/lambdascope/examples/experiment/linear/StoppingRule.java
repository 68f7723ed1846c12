package io.lambdascope.examples.experiment.linear;

/**
 * When descent stops: as soon as the loss has not fallen by more than an improvement below its best
 * for some steps, or at the cap.
 *
 * @param cap the most steps, at least 1
 * @param patience how many steps without an improvement end it, at least 1
 * @param improvement of the mean square; with 0 any decrease counts
 */
record StoppingRule(int cap, int patience, double improvement) {

  /** The paper's. */
  static final int PATIENCE = 5;

  /** The paper's patience with this cap and improvement. */
  static StoppingRule of(int cap, double improvement) {
    return new StoppingRule(cap, PATIENCE, improvement);
  }
}
