package io.lambdascope.dl4j.schedule;

import java.util.OptionalDouble;

/**
 * As often as a share of training time allows: the monitor's wall time, in its callbacks and on its
 * worker, is kept to that share of the wall time of training.
 *
 * <p>A token bucket. Each iteration of training pays its share in; all that the monitor takes is
 * paid out; a sample is due when what is there covers what a sample is expected to cost, by a
 * robust upper estimate from those before: the second dearest of the last eight. The bucket holds
 * the cost of two samples at most, so that a time in which nothing could be sampled is followed by
 * no burst. Over a stretch of iterations the share is above the budget by what was saved before it
 * at most, less than the cost of two samples over the time of the stretch.
 *
 * <p><b>The first samples</b>, two to five, are taken ahead of their budget, at the first iteration
 * and, while each is much cheaper than the one before, a few iterations later: the first pays for
 * loading classes and compiling, which says nothing of the next. What they take is paid back by a
 * tenth of the budget, so that a dear start does not keep the monitor from looking for thousands of
 * iterations; until it is, the share since the start of the run is above the budget, and the share
 * since those samples below it.
 *
 * <p><b>The probe.</b> Where a random subset is drawn for each sample, and at its full size samples
 * would be more than {@value #LONGEST_STRIDE} iterations apart, it is halved until they are not or
 * the smallest size is reached; it is doubled again when that would leave them closer.
 *
 * <p><b>What is measured.</b> The worker's wall time, which is never less than its thread's CPU
 * time. Of native operations that run on several threads (OpenMP) it is the time they last, not the
 * sum over threads.
 *
 * @param fraction of training time, in (0, 1]
 */
public record OverheadBudget(double fraction) implements Schedule {

  /** Iterations: half the listeners' default half-life, so that an estimate has some samples. */
  public static final int LONGEST_STRIDE = 100;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when not in (0, 1]
   */
  public OverheadBudget {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          ("the overhead budget is a share of training time above 0 and at most 1, was %s; 0.05 is"
                  + " 5%%; stride(n) samples without a bound")
              .formatted(fraction));
    }
  }

  @Override
  public Pace start(double smallestProbeShare) {
    return new BudgetPace(fraction, LONGEST_STRIDE, smallestProbeShare);
  }

  @Override
  public OptionalDouble budget() {
    return OptionalDouble.of(fraction);
  }
}
