package io.lambdascope.dl4j;

import io.lambdascope.dl4j.capture.Window;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * Iterations from one window to the next, of what a pace says: no fewer than a window has, and with
 * windows of an epoch a fixed stride counts epochs. An epoch has as many iterations as the longest
 * so far; in the first one that is as many as it had until now, so that the number is never one
 * that samples were to keep to and could not.
 *
 * <p><b>Threads.</b> {@link #epochStart} and {@link #iterationDone} by the thread that trains, one
 * at a time; read by any.
 */
final class WindowStride implements DoubleUnaryOperator {

  private final Window window;
  private final boolean strideIsFixed;
  private long sinceEpochStart; // of the thread that trains
  private volatile long longestEpoch = 1;

  /**
   * Of windows.
   *
   * @param budget of the schedule; empty where its stride is a fixed one
   */
  WindowStride(Window window, OptionalDouble budget) {
    this.window = window;
    this.strideIsFixed = budget.isEmpty();
  }

  void epochStart() {
    sinceEpochStart = 0;
  }

  void iterationDone() {
    sinceEpochStart++;
    if (sinceEpochStart > longestEpoch) {
      longestEpoch = sinceEpochStart;
    }
  }

  /**
   * Of the pace's stride.
   *
   * @param paced NaN while it is not known
   */
  @Override
  public double applyAsDouble(double paced) {
    double length = window.isEpoch() ? longestEpoch : window.steps();
    if (Double.isNaN(paced)) {
      return length;
    }
    if (!strideIsFixed) {
      return Math.max(length, paced);
    }
    // Of steps, a window begins at the first due iteration that is not within the one before.
    return window.isEpoch() ? paced * length : paced * Math.ceil(length / paced);
  }
}
