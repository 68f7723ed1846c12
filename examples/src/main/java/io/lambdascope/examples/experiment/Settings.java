package io.lambdascope.examples.experiment;

import io.lambdascope.examples.digits.MnistDigits;
import org.jspecify.annotations.Nullable;

/**
 * What a run of an experiment is set to. Threads are no part of it: results do not depend on them.
 *
 * @param quick whether it is the smaller version, that ends within two minutes on two cores
 * @param seeds how many independent repetitions, from seed 1 on, at least 1
 * @param epochs at most so many of training, at least 1; null for the protocol's number
 * @param digits MNIST, where the experiment needs it
 */
public record Settings(
    boolean quick, int seeds, @Nullable Integer epochs, @Nullable MnistDigits digits) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when there is no seed or no epoch
   */
  public Settings {
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds must be at least 1, was " + seeds);
    }
    if (epochs != null && epochs < 1) {
      throw new IllegalArgumentException("--epochs must be at least 1, was " + epochs);
    }
  }

  /**
   * The digits.
   *
   * @throws IllegalStateException when the experiment did not say that it needs them
   */
  public MnistDigits mnist() {
    if (digits == null) {
      throw new IllegalStateException("needsMnist() says that no digits are needed");
    }
    return digits;
  }

  /** The protocol's number of epochs, or that which was given if it is smaller. */
  public int epochs(int full, int reduced) {
    int protocol = quick ? reduced : full;
    return epochs == null ? protocol : Math.min(epochs, protocol);
  }

  /** The full protocol's value, or the quick version's. */
  public <T> T choose(T full, T reduced) {
    return quick ? reduced : full;
  }
}
