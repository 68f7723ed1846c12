package io.lambdascope.dl4j.schedule;

import java.util.OptionalDouble;

/**
 * Every N-th iteration: 0, N, 2N …, whatever that costs.
 *
 * @param iterations N, at least 1
 */
public record Stride(long iterations) implements Schedule, Pace {

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

  @Override
  public Pace start(double smallestProbeShare) {
    return this;
  }

  @Override
  public OptionalDouble budget() {
    return OptionalDouble.empty();
  }

  @Override
  public boolean isDue(long iteration) {
    return iteration % iterations == 0;
  }

  @Override
  public boolean concerns(long iteration) {
    return isDue(iteration);
  }

  @Override
  public double stride() {
    return iterations;
  }
}
