package io.lambdascope.examples.experiment;

import io.lambdascope.examples.digits.MnistDigits;
import org.jspecify.annotations.Nullable;

/**
 * What a run of an experiment is set to. Threads are no part of it: results do not depend on them.
 *
 * @param quick whether it is the smaller version, that ends within two minutes on two cores
 * @param seeds how many independent repetitions, from seed 1 on, at least 1
 * @param digits MNIST, where the experiment needs it
 */
public record Settings(boolean quick, int seeds, @Nullable MnistDigits digits) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when there is no seed
   */
  public Settings {
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds must be at least 1, was " + seeds);
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

  /** The full protocol's value, or the quick version's. */
  public <T> T choose(T full, T reduced) {
    return quick ? reduced : full;
  }
}
