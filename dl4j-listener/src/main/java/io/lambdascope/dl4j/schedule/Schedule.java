package io.lambdascope.dl4j.schedule;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * Which iterations are sampled, as a setting: immutable, and good for any number of runs. {@link
 * #start} makes what a run keeps of it.
 */
public sealed interface Schedule extends Serializable permits Stride, OverheadBudget {

  /**
   * Starts a run.
   *
   * @param smallestProbeShare the least share of its examples that the reference's probe can be cut
   *     to, in (0, 1]; 1 where it cannot be cut
   */
  Pace start(double smallestProbeShare);

  /** The share of training time that sampling may take; empty where it is not bounded. */
  OptionalDouble budget();
}
