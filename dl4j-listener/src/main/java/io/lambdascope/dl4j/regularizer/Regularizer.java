package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A candidate R_j(θ) of the penalty Σ_j λ_j R_j(θ), by its gradient. Implement it for one of your
 * own; those here are made by {@link Regularizers}.
 *
 * <p>Called on the monitor's worker thread, once a sample. An instance that keeps no state may
 * serve several listeners.
 */
public interface Regularizer {

  /**
   * Its name in metrics and messages, unique within a listener: lower case letters, digits and
   * underscores.
   */
  String name();

  /**
   * Writes ∇R(θ_t).
   *
   * @param at the objective at θ_t, with θ_t and, where {@link #usesObjective}, its gradient
   * @param penalized the parameters it acts on: those of its group that {@link #scope} names
   * @param into [length], float64, all zeros; write entries of trained parameters only
   */
  void gradient(Objective at, List<Segment> penalized, INDArray into);

  /** Which parameters of a group it acts on; {@link Scope#PENALIZED} by default. */
  default Scope scope() {
    return Scope.PENALIZED;
  }

  /** Which of the trained parameters a regularizer is a function of. */
  enum Scope {
    /** Those that penalties act on: weights, and biases when the listener is told to. */
    PENALIZED,
    /** All, biases and the like too: for regularizers made of the objective's gradient. */
    TRAINED
  }

  /** Whether it asks {@code at} for gradients of the objective, which cost gradient evaluations. */
  default boolean usesObjective() {
    return false;
  }

  /**
   * How many evaluations of the objective's gradient it takes of a sample, beyond the one at θ_t
   * that the reference computes anyway; 0 for functions of the parameters alone, as by default.
   */
  default double gradients() {
    return 0;
  }
}
