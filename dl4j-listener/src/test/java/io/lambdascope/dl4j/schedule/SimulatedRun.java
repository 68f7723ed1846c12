package io.lambdascope.dl4j.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * Training whose times are given, watched at a pace: what it should measure is known here by
 * construction. One worker works through samples one after the other beside training.
 */
final class SimulatedRun {

  /** What a sample's callbacks take of the training thread. */
  static final long CALLBACK_NANOS = 50_000;

  private record Waiting(long readyAt, long workerNanos) {}

  final List<Long> sampled = new ArrayList<>();
  long trainingNanos;
  long monitorNanos;

  private final Pace pace;
  private final long iterationNanos;
  private final LongBinaryOperator workerNanos;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long iteration;
  private long now;
  private long workerFreeAt;

  /**
   * A run.
   *
   * @param workerNanos what a sample takes of the worker, from its number (from 0) and the probe's
   *     share in thousandths
   */
  SimulatedRun(Pace pace, long iterationNanos, LongBinaryOperator workerNanos) {
    this.pace = pace;
    this.iterationNanos = iterationNanos;
    this.workerNanos = workerNanos;
  }

  /** Trains this many iterations more. */
  SimulatedRun train(long iterations) {
    for (long i = 0; i < iterations; i++) {
      step();
    }
    return this;
  }

  private void step() {
    finish();
    boolean due = pace.isDue(iteration);
    now += iterationNanos;
    trainingNanos += iterationNanos;
    if (due) {
      pace.began();
      long took = workerNanos.applyAsLong(sampled.size(), Math.round(1000 * pace.probeShare()));
      workerFreeAt = Math.max(workerFreeAt, now) + took;
      waiting.add(new Waiting(workerFreeAt, took));
      sampled.add(iteration);
      monitorNanos += CALLBACK_NANOS + took;
      now += CALLBACK_NANOS;
    }
    pace.trained(iterationNanos);
    pace.spent(due ? CALLBACK_NANOS : 0);
    iteration++;
  }

  private void finish() {
    while (!waiting.isEmpty() && waiting.peek().readyAt() <= now) {
      pace.ended(CALLBACK_NANOS, waiting.remove().workerNanos());
    }
  }

  /** The monitor's share of training time since this was called last, then starts anew. */
  double shareAndReset() {
    double share = (double) monitorNanos / trainingNanos;
    monitorNanos = 0;
    trainingNanos = 0;
    return share;
  }
}
