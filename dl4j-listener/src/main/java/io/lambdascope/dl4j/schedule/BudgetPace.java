package io.lambdascope.dl4j.schedule;

/** The token bucket of an {@link OverheadBudget}, in nanoseconds. */
final class BudgetPace implements Pace {

  /** The first samples are this many at most; their cost ahead of the budget is bounded by it. */
  private static final int MOST_EARLY_SAMPLES = 5;

  /** No first sample starts after this iteration of the run, but the first and the second. */
  private static final int EARLY_ITERATIONS = 100;

  /** From one of the first samples to the next at least, in iterations: the worker rests. */
  private static final int EARLY_DISTANCE = 8;

  /** The first samples go on while each costs less than this share of the one before. */
  private static final double STILL_WARMING_UP = 0.75;

  /** The share of what training pays in that pays the first samples back. */
  private static final double PAY_BACK = 0.1;

  /** What the bucket holds, in samples. */
  private static final double MOST_SAMPLES_SAVED = 2;

  /** Weight of the newest iteration in the mean time of one: a memory of some fifty. */
  private static final double NEWEST = 0.02;

  /** A probe is enlarged when samples would then be within this share of the longest stride. */
  private static final double ROOM_TO_ENLARGE = 0.8;

  /** Samples at one size of the probe before it is enlarged. */
  private static final int SAMPLES_AT_A_SIZE = 4;

  private final double fraction;
  private final double longestStride;
  private final double smallestProbeShare;
  private final SampleCosts costs = new SampleCosts();

  private double credit;
  private double owed;
  private int outstanding;
  private double meanIteration;
  private long iterations;

  private boolean early = true;
  private int earlySamples;
  private double cheapestEarly = Double.POSITIVE_INFINITY;
  private double lastEarly = Double.POSITIVE_INFINITY;
  private long nextEarly;

  private long decidedFor = -1;
  private boolean decision;

  private double probeShare = 1;
  private int samplesAtShare;

  BudgetPace(double fraction, double longestStride, double smallestProbeShare) {
    this.fraction = fraction;
    this.longestStride = longestStride;
    this.smallestProbeShare = smallestProbeShare;
  }

  @Override
  public synchronized boolean isDue(long iteration) {
    if (iteration != decidedFor) {
      decidedFor = iteration;
      decision = decide();
    }
    return decision;
  }

  private boolean decide() {
    if (early && earlySamples > 1 && outstanding == 0 && iterations > EARLY_ITERATIONS) {
      endEarly();
    }
    if (early) {
      return outstanding == 0 && iterations >= nextEarly;
    }
    double expected = costs.expected();
    return credit - outstanding * expected >= expected;
  }

  /** Of a model other than the one watched, where that has not trained, every iteration. */
  @Override
  public synchronized boolean concerns(long iteration) {
    return iterations == 0 || (iteration == decidedFor && decision);
  }

  @Override
  public synchronized void trained(long nanos) {
    iterations++;
    meanIteration = iterations == 1 ? nanos : meanIteration + NEWEST * (nanos - meanIteration);
    double paid = fraction * nanos;
    double back = Math.min(owed, PAY_BACK * paid);
    owed -= back;
    credit += paid - back;
    if (!costs.isEmpty()) {
      // Beside what is set aside for samples at work.
      credit = Math.min(credit, (MOST_SAMPLES_SAVED + outstanding) * costs.expected());
    }
  }

  @Override
  public synchronized void spent(long nanos) {
    if (early) {
      owed += nanos;
    } else {
      credit -= nanos;
    }
  }

  @Override
  public synchronized void began() {
    outstanding++;
  }

  @Override
  public synchronized void dropped() {
    outstanding--;
  }

  @Override
  public synchronized void ended(long callbackNanos, long workerNanos) {
    outstanding--;
    spent(workerNanos);
    double cost = (double) callbackNanos + workerNanos;
    if (early) {
      endedEarly(cost);
    } else {
      costs.add(cost);
      samplesAtShare++;
    }
    if (!early) {
      fitProbe();
    }
  }

  private void endedEarly(double cost) {
    earlySamples++;
    nextEarly = iterations + EARLY_DISTANCE;
    cheapestEarly = Math.min(cheapestEarly, cost);
    boolean warm = cost > STILL_WARMING_UP * lastEarly;
    lastEarly = cost;
    boolean late = earlySamples > 1 && nextEarly > EARLY_ITERATIONS;
    if (warm || late || earlySamples == MOST_EARLY_SAMPLES) {
      endEarly();
    }
  }

  private void endEarly() {
    early = false;
    costs.restart(cheapestEarly);
  }

  private void fitProbe() {
    double stride = costs.expected() / (fraction * meanIteration);
    double factor = 1;
    if (stride > longestStride) {
      double halvings = Math.ceil(Math.log(stride / longestStride) / Math.log(2));
      factor = Math.max(Math.pow(2, -halvings), smallestProbeShare / probeShare);
    } else if (samplesAtShare >= SAMPLES_AT_A_SIZE
        && 2 * stride <= ROOM_TO_ENLARGE * longestStride) {
      factor = Math.min(2, 1 / probeShare);
    }
    if (factor != 1) {
      probeShare *= factor;
      // At most: what does not depend on the number of examples stays. The next samples tell.
      costs.scale(factor);
      samplesAtShare = 0;
    }
  }

  @Override
  public synchronized double probeShare() {
    return probeShare;
  }

  @Override
  public synchronized double stride() {
    if (costs.isEmpty() || iterations == 0) {
      return Double.NaN;
    }
    return Math.max(1, costs.expected() / (fraction * meanIteration));
  }
}
