package io.lambdascope.dl4j.samediff;

import io.lambdascope.dl4j.network.Segment;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Where a step and its reference are compared: at what enters the updater, recovered from what it
 * left (docs/decisions/0002). For SameDiff what that decision says of DL4J networks holds as it is:
 * the updaters are the same.
 */
enum UpdaterInput {
  /** The updates themselves over the learning rate. */
  UPDATE,
  /** The first vector of the updater's state, a velocity, over minus the learning rate. */
  VELOCITY,
  /** The first vector of the updater's state, a first moment, over 1 − β₁. */
  FIRST_MOMENT;

  /** What one side of a comparison left: the step as made, or its reference. */
  record Traces(INDArray update, @Nullable INDArray stateAfter) {}

  static boolean supports(IUpdater updater) {
    return updater instanceof Sgd || updater instanceof Nesterovs || updater instanceof Adam;
  }

  /** Which comparison suits an updater that {@link #supports} names. */
  static UpdaterInput of(IUpdater updater) {
    if (updater instanceof Sgd) {
      return UPDATE;
    }
    return updater instanceof Nesterovs ? VELOCITY : FIRST_MOMENT;
  }

  /**
   * Writes what is compared: the input of the updater, but for a constant that is the same on both
   * sides and the {@link #divisor}.
   *
   * @param into [length of the segment], float64
   */
  void write(Segment segment, Traces side, INDArray into) {
    INDArray from = this == UPDATE ? side.update() : side.stateAfter();
    if (from == null) {
      throw new IllegalStateException("an updater with state has none");
    }
    long offset = this == UPDATE ? segment.offset() : segment.firstStateOffset();
    into.assign(from.get(NDArrayIndex.interval(offset, offset + segment.length())));
  }

  /** What the difference of the two sides, training's less the reference's, is divided by. */
  double divisor(Segment segment, int iteration, int epoch) {
    return switch (this) {
      case UPDATE -> segment.learningRate(iteration, epoch);
      case VELOCITY -> -segment.learningRate(iteration, epoch);
      case FIRST_MOMENT -> 1 - ((Adam) segment.updater()).getBeta1();
    };
  }
}
