package io.lambdascope.core.snapshot;

/**
 * How long a monitor takes over an observation: from the update of the estimator, over drift,
 * evidence and attribution, to its publication. Of this process only; a restart begins at zero.
 *
 * @param count how many observations were taken in
 * @param seconds the wall time of all of them together
 */
public record FitDuration(long count, double seconds) {

  /** Before the first observation. */
  public static final FitDuration NONE = new FitDuration(0, 0);

  /** With one more, of this many nanoseconds. */
  public FitDuration plus(long nanos) {
    return new FitDuration(count + 1, seconds + nanos * 1e-9);
  }
}
