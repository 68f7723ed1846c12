package io.lambdascope.dl4j.schedule;

/**
 * What one run keeps of its {@link Schedule}: told what training and the monitor take, it says when
 * the next sample is due. A sample is one step or a window of steps; it is due, or not, where it
 * starts.
 *
 * <p>Times are in nanoseconds of the wall, by whatever clock the caller has: the same calls give
 * the same answers. A sample is {@link #began}, and then either {@link #dropped} or {@link #ended},
 * once. Safe for any thread; O(1) time and memory.
 */
public interface Pace {

  /**
   * Whether a sample is to start at this iteration. Decided at the first call for an iteration and
   * remembered for the others. Of the thread that trains.
   */
  boolean isDue(long iteration);

  /**
   * Whether another model's iteration of this number would have been sampled, had it been the one
   * watched. Decides nothing.
   */
  boolean concerns(long iteration);

  /** An iteration of training took this long, the monitor's callbacks not counted. */
  default void trained(long nanos) {}

  /** The monitor's callbacks, or work of its that is no sample's, took this long. */
  default void spent(long nanos) {}

  /** A sample was started. */
  default void began() {}

  /** A sample that was started came to nothing before it was worked through. */
  default void dropped() {}

  /**
   * A sample was worked through, or failed.
   *
   * @param callbackNanos what it took in callbacks, told to {@link #spent} already
   * @param workerNanos what it took beside them
   */
  default void ended(long callbackNanos, long workerNanos) {}

  /** The share of its examples that the probe is to have in the next sample, in (0, 1]. */
  default double probeShare() {
    return 1;
  }

  /**
   * Iterations from one sample to the next: as set, or as expected from what samples have cost; NaN
   * while nothing is known.
   */
  double stride();
}
