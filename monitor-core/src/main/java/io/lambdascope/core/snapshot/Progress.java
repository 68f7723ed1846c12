package io.lambdascope.core.snapshot;

/**
 * Where training stands.
 *
 * @param iterations how many iterations the monitor has seen, sampled or not
 * @param iteration DL4J's number of the last one, 0 for the first; −1 before it
 * @param epoch DL4J's number of the epoch
 * @param loss the score of the last iteration: mean mini-batch loss before its update, explicit l1
 *     and l2 penalties included; NaN before the first
 */
public record Progress(long iterations, long iteration, int epoch, double loss) {

  /** Before the first iteration. */
  public static final Progress NONE = new Progress(0, -1, 0, Double.NaN);
}
