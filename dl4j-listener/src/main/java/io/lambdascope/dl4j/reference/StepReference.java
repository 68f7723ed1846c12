package io.lambdascope.dl4j.reference;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.network.ParameterLayout;

/**
 * Compares steps with what they would have been without the ablated cause. Worker thread only.
 *
 * @param <S> a captured step
 */
public interface StepReference<S> {

  /** Where each parameter of the model in training lies, with its explicit penalties. */
  ParameterLayout layout();

  /** How many nuisance directions come with each deviation; 0 where there are none. */
  default int nuisanceDirections() {
    return 0;
  }

  /** How many independent replicates come with each deviation; 0 where there are none. */
  default int replicates() {
    return 0;
  }

  /** Which examples gradients are computed on. */
  default Provenance provenance() {
    return Provenance.NONE;
  }

  /** The least share of its examples that its probe can be cut to; 1 where it cannot be cut. */
  default double smallestProbeShare() {
    return 1;
  }

  /** Lets the probe have this share of its examples from the next step on, where it can be cut. */
  default void probeShare(double share) {}

  /**
   * Compares a step with its reference.
   *
   * @throws ZeroLearningRateException when the step was made with a learning rate of zero
   */
  Deviation compare(S step) throws ZeroLearningRateException;
}
