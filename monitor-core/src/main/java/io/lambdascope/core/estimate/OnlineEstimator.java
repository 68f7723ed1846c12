package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import java.util.Optional;

/**
 * Turns observations, one at a time and in the order of their iterations, into Λ̂(t).
 *
 * <p>Not synchronized: one thread calls all methods. {@code update} takes O(r³) at most and no more
 * memory with every call. Its answer depends on the observations given since construction or {@code
 * reset} only.
 */
public interface OnlineEstimator {

  /**
   * Takes one observation in.
   *
   * @throws IllegalArgumentException when it has another number of regularizers than those before,
   *     is not finite, or comes from an iteration before the last one's
   */
  void update(GradientMatch match);

  /**
   * Takes in an observation that was drawn more than once: as the mean of its replicates, since
   * what differs from one iteration to the next is not in their spread. An estimator of one
   * observation alone takes their spread for its noise.
   *
   * @throws IllegalArgumentException as {@link #update(GradientMatch)}
   */
  default void update(ReplicatedMatch match) {
    update(match.pooled());
  }

  /** The estimate from what was observed so far; empty before the first observation. */
  Optional<LambdaEstimate> estimate();

  /** Forgets all observations; the configuration stays. */
  void reset();

  /** An independent estimator of the same configuration and the same observations. */
  OnlineEstimator copy();
}
