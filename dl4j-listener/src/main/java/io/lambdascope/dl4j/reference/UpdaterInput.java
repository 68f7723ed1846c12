package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.Segment;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/**
 * Where a step and its reference are compared, so that their difference is in units of a gradient
 * and nothing is linearized: at what enters the updater, recovered from what it left
 * (docs/decisions/0002). With primes for the reference, from the same state before the step:
 *
 * <ul>
 *   <li>Sgd: u = ηg, so g − g′ = (u − u′)/η;
 *   <li>Nesterovs: v ← μv − ηg, so g − g′ = (v′ − v)/η;
 *   <li>Adam: m ← β₁m + (1 − β₁)g, so g − g′ = (m − m′)/(1 − β₁).
 * </ul>
 */
enum UpdaterInput {
  /** The updates themselves over the learning rate. */
  UPDATE,
  /** The first vector of the updater's state, a velocity, over minus the learning rate. */
  VELOCITY,
  /** The first vector of the updater's state, a first moment, over 1 − β₁. */
  FIRST_MOMENT;

  static boolean supports(IUpdater updater) {
    return updater instanceof Sgd || updater instanceof Nesterovs || updater instanceof Adam;
  }

  /**
   * Which comparison suits a segment.
   *
   * @param penaltiesAlone whether penalties are all that the reference leaves out
   */
  static UpdaterInput of(Segment segment, boolean penaltiesAlone) {
    if (segment.updater() instanceof Sgd) {
      return UPDATE;
    }
    if (penaltiesAlone && segment.hasPenalty(ApplyStep.POST_UPDATER)) {
      // Weight decay comes after the updater, whose input is then the same on both sides.
      return UPDATE;
    }
    return segment.updater() instanceof Nesterovs ? VELOCITY : FIRST_MOMENT;
  }

  /**
   * What the difference of the compared vectors, training's less the reference's, is divided by.
   */
  double divisor(Segment segment, int iteration, int epoch) {
    return switch (this) {
      case UPDATE -> segment.learningRate(iteration, epoch);
      case VELOCITY -> -segment.learningRate(iteration, epoch);
      case FIRST_MOMENT -> 1 - ((Adam) segment.updater()).getBeta1();
    };
  }
}
