package io.lambdascope.dl4j.capture;

import java.io.Serializable;

/**
 * Which training steps make one sample: some in a row, or those of an epoch. Over one step the
 * drawing of mini-batches has mean zero; what it does on average shows over several only.
 *
 * <p><b>Plain</b>: the displacement as training made it. Most of what it is beside the mean effect
 * is the order of the mini-batches. <b>Antithetic</b>: the monitor replays the window's
 * mini-batches from θ_t in other orders, and takes the difference that the order made off: a
 * control variate. In each pair of orders one is the reverse of the other, and the pairs are
 * rotations of the order of training against each other by equal parts of the window, so that each
 * mini-batch comes to stand at many places. All orders are equally probable in training that
 * shuffles, so what is estimated is the same; training that does not shuffle has no such mean.
 *
 * @param steps K; 0 for the steps of an epoch, whose number need not be known
 * @param pairs of orders in which the mini-batches are replayed; 0 for a plain window
 * @param nextOrders whether the directions in which the next orders in η lie are partialled out of
 *     an antithetic window; of a plain one they never are
 * @param memoryBytes of recorded mini-batches that are held in memory; what is beyond goes to a
 *     temporary file
 */
public record Window(int steps, int pairs, boolean nextOrders, long memoryBytes)
    implements Serializable {

  /** 64 MiB: an epoch of 10,000 small images in float32, twice. */
  public static final long DEFAULT_MEMORY_BYTES = 64L << 20;

  /** Checks. */
  public Window {
    if (pairs < 0 || (steps > 0 && pairs > steps)) {
      throw new IllegalArgumentException(
          ("a window of %d steps can be replayed in 1 to %d pairs of orders, given were %d; fewer"
                  + " pairs, or more steps")
              .formatted(steps, steps, pairs));
    }
    if (memoryBytes < 0) {
      throw new IllegalArgumentException(
          "the memory of a window is 0 bytes (all mini-batches go to a file) or more, was "
              + memoryBytes);
    }
  }

  /**
   * K steps in a row.
   *
   * @throws IllegalArgumentException when below 2
   */
  public static Window steps(int steps) {
    if (steps < 2) {
      throw new IllegalArgumentException(
          ("a window has at least 2 steps, was to have %d; single steps are what the listener"
                  + " compares without a window")
              .formatted(steps));
    }
    return new Window(steps, 0, true, DEFAULT_MEMORY_BYTES);
  }

  /**
   * From the first iteration of an epoch to its last, so that each example comes once. Needs the
   * epochs of {@code fit(iterator)}: {@code fit(DataSet)} and ParallelWrapper announce none, and
   * then there are no samples.
   */
  public static Window epoch() {
    return new Window(0, 0, true, DEFAULT_MEMORY_BYTES);
  }

  /** The same, with the reverse order as control variate: one pair. */
  public Window antithetic() {
    return antithetic(1);
  }

  /**
   * The same with several pairs of orders. Each costs as many gradients as training took for the
   * window, twice. Four take away nearly all of the order's effect.
   *
   * @throws IllegalArgumentException when below 1, or more than there are steps
   */
  public Window antithetic(int pairs) {
    if (pairs < 1) {
      throw new IllegalArgumentException(
          "an antithetic window has at least 1 pair of orders, was to have " + pairs);
    }
    return new Window(steps, pairs, nextOrders, memoryBytes);
  }

  /**
   * The same without partialling the next orders in η out, which takes two gradients of the window
   * for each mini-batch, up to 32 of them, and twenty more: for learning rates so small that their
   * bias, of some of the window's time times the curvature, does not matter.
   */
  public Window leadingOrder() {
    return new Window(steps, pairs, false, memoryBytes);
  }

  /**
   * The same with another bound on the recorded mini-batches that are held in memory, {@value
   * #DEFAULT_MEMORY_BYTES} bytes by default, for each sample at work or waiting.
   */
  public Window memory(long bytes) {
    return new Window(steps, pairs, nextOrders, bytes);
  }

  /** Whether it is an epoch's. */
  public boolean isEpoch() {
    return steps == 0;
  }

  /** Its name in metrics. */
  public String name() {
    return (pairs > 0 ? nextOrders ? "antithetic_" : "leading_order_antithetic_" : "")
        + (isEpoch() ? "epoch" : "window_of_" + steps);
  }
}
