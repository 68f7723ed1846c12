package io.lambdascope.core.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Bootstrap-augmented estimation (Algorithm 1 of arXiv 2605.05436): trains on the dataset and on
 * resamples of its rows with replacement, and pools the endpoints for any estimator of this
 * package.
 *
 * <p>The resample of replicate b depends on (seed, b) only, not on how many replicates there are: a
 * larger pool begins with the smaller one. The replicates of one dataset have one penalty only
 * approximately where the penalty depends on the data, as that of early stopping does, and their
 * parameters spread by σ/√n only: for clean data the equations are nearly those of one endpoint
 * (App. F).
 *
 * <p>Calls the trainer on the calling thread, B + 1 times. Stateless.
 */
public final class Bootstrap {

  private Bootstrap() {}

  /** The learning algorithm. */
  @FunctionalInterface
  public interface Trainer {

    /**
     * Trains from the start on these rows, and gives the loss gradient at the end over the same
     * rows.
     *
     * @param rows indices into the dataset, one entry an example, repeats included
     */
    Endpoint train(int[] rows);
  }

  /**
   * The endpoint on the dataset itself, then those of the replicates.
   *
   * @param trainer the learning algorithm
   * @param rows n, the number of rows of the dataset, at least 1
   * @param replicates B, at least 0
   * @param seed of the resamples
   * @throws IllegalArgumentException when a number is out of its range
   */
  public static EndpointPool pool(Trainer trainer, int rows, int replicates, long seed) {
    if (rows < 1 || replicates < 0) {
      throw new IllegalArgumentException(
          "at least 1 row and 0 replicates are needed, given %d and %d"
              .formatted(rows, replicates));
    }
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(trainer.train(IntStream.range(0, rows).toArray()));
    for (int b = 1; b <= replicates; b++) {
      endpoints.add(trainer.train(resample(rows, seed, b)));
    }
    return new EndpointPool(endpoints);
  }

  /**
   * The rows of replicate b ≥ 1, for a caller that trains the replicates elsewhere.
   *
   * @param rows n, the number of rows of the dataset
   * @param seed of the resamples
   * @param replicate b
   */
  public static int[] resample(int rows, long seed, int replicate) {
    // Mixed twice: neighbouring seeds, replicates, or sums of both are not neighbouring states.
    // For one seed the map from b is one to one, so that no two replicates share a stream.
    long ofSeed = new SplittableRandom(seed).nextLong();
    long ofBoth = new SplittableRandom(ofSeed + replicate).nextLong();
    return new SplittableRandom(ofBoth).ints(rows, 0, rows).toArray();
  }
}
