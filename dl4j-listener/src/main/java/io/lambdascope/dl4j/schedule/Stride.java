package io.lambdascope.dl4j.schedule;

/**
 * Every N-th iteration: 0, N, 2N …
 *
 * @param iterations N, at least 1
 */
public record Stride(long iterations) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when below 1
   */
  public Stride {
    if (iterations < 1) {
      throw new IllegalArgumentException(
          ("the stride must be at least 1 iteration, was %d; 1 samples every iteration, 10 every"
                  + " tenth")
              .formatted(iterations));
    }
  }

  /** Whether this iteration is sampled. */
  public boolean samples(long iteration) {
    return iteration % iterations == 0;
  }
}
