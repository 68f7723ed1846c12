package io.lambdascope.dl4j.reference;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.network.ParameterLayout;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

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
   * The column of a candidate for the deviation of the last step: its gradient ∇R, or what ∇R has
   * become along the reference by the end of the step.
   *
   * @param objective that of the deviation
   * @param gradient writes ∇R at where the objective stands into zeros
   * @param into [length] in float64, all zeros
   */
  default void column(
      Objective objective, BiConsumer<Objective, INDArray> gradient, INDArray into) {
    gradient.accept(objective, into);
  }

  /**
   * Compares a step with its reference.
   *
   * @throws ZeroLearningRateException when the step was made with a learning rate of zero
   */
  Deviation compare(S step) throws ZeroLearningRateException;
}
