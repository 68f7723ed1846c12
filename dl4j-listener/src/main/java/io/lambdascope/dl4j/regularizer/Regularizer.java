package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A candidate R_j(θ) of the penalty Σ_j λ_j R_j(θ), by its gradient. Implement it for one of your
 * own, or have one made of a function by {@link Regularizers#of} or {@link Regularizers#sameDiff};
 * those that come with Lambdascope are made by {@link Regularizers}.
 *
 * <p>With {@link ParameterGroups} it has a column and a coefficient for each group, R being that of
 * the group's parameters alone.
 *
 * <p>Called on the monitor's worker thread, once a sample and group. An instance that keeps no
 * state may serve several listeners.
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
   * @param segments the parameters it acts on: those of its group that {@link #scope} and {@link
   *     #actsOn} name, at least one
   * @param into [length], float64, all zeros; write entries of trained parameters only
   */
  void gradient(Objective at, List<Segment> segments, INDArray into);

  /** Which parameters of a group it acts on; {@link Scope#PENALIZED} by default. */
  default Scope scope() {
    return Scope.PENALIZED;
  }

  /** Whether it acts on this array, which {@link #scope} names; on all by default. */
  default boolean actsOn(Segment segment) {
    return true;
  }

  /**
   * Refuses parameters for which it is not defined. Called once for each group, on the worker
   * thread, when the listener is built.
   *
   * @param layout of the network
   * @param segments those that {@link #gradient} will be given
   * @throws IllegalArgumentException with what was given, what is allowed and what to do
   */
  default void check(ParameterLayout layout, List<Segment> segments) {}

  /** Which of the trained parameters a regularizer is a function of. */
  enum Scope {
    /** Those that penalties act on: weights, and biases when the listener is told to. */
    PENALIZED,
    /** All, biases and the like too: for regularizers made of the objective's gradient. */
    TRAINED
  }

  /** Whether it asks {@code at} for more than θ_t: gradients or activations, which cost. */
  default boolean usesObjective() {
    return false;
  }

  /**
   * By what to multiply λ to have the strength c of a weight decay with the same gradient, cθ: 2
   * for λ‖θ‖². That is the number people set, DL4J's {@code l2(c)} and, under Sgd, {@code
   * weightDecay(c)}. Empty, as by default, for those that no weight decay is the same as.
   */
  default OptionalDouble weightDecayPerLambda() {
    return OptionalDouble.empty();
  }

  /**
   * λ of the explicit penalties of its own kind that an array is trained with, as the reference
   * {@code withoutPenalties} gives it back. Empty where there is none, or one that cannot be told
   * from it; empty for all regularizers that DL4J has no penalty for, as by default. Called on the
   * monitor's worker thread for each sample.
   *
   * @param segment the array, with its penalties and its updater as they are now
   */
  default OptionalDouble configured(Segment segment, int iteration, int epoch) {
    return OptionalDouble.empty();
  }

  /**
   * The share of the parameters in the quadratic zone, for a smoothed one-norm, which cannot be
   * told from an L2 penalty of them where that is near 1. Empty for all others, as by default.
   */
  default OptionalDouble quadraticZoneShare(Objective at, List<Segment> segments) {
    return OptionalDouble.empty();
  }

  /**
   * How many evaluations of the objective's gradient it takes of a sample, beyond the one at θ_t
   * that the reference computes anyway; 0 for functions of the parameters alone, as by default.
   */
  default double gradients() {
    return 0;
  }
}
