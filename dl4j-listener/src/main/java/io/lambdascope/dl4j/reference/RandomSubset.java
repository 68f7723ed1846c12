package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import java.io.Serializable;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Subsets of a set, drawn without replacement. Which, is a function of the seed and the iteration,
 * so that a dropped sample changes no later one.
 *
 * @param whole arrays of its own, in 'c' order
 * @param size of a subset
 */
record RandomSubset(MiniBatch whole, int size, long seed) implements Serializable {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when the size is not from 1 to all
   */
  RandomSubset {
    if (size < 1 || size > whole.size()) {
      throw new IllegalArgumentException(
          "the size of a random subset must be from 1 to the %d examples given, was %d"
              .formatted(whole.size(), size));
    }
  }

  /** Subsets of another size of the same set. */
  RandomSubset of(int otherSize) {
    return otherSize == size ? this : new RandomSubset(whole, otherSize, seed);
  }

  /** The subset of an iteration, in the order of the whole. */
  MiniBatch at(int iteration) {
    int[] chosen = choose(iteration);
    return whole.map(array -> rows(array, chosen));
  }

  /** Ascending numbers of the examples, each subset as likely as any other: Floyd's algorithm. */
  private int[] choose(int iteration) {
    // The seed is mixed first: seeds s and s + 1 would else share subsets, one iteration apart.
    SplittableRandom random =
        new SplittableRandom(new SplittableRandom(seed).nextLong() + iteration);
    BitSet chosen = new BitSet(whole.size());
    for (int last = whole.size() - size; last < whole.size(); last++) {
      int candidate = random.nextInt(last + 1);
      chosen.set(chosen.get(candidate) ? last : candidate);
    }
    return chosen.stream().toArray();
  }

  private static INDArray rows(INDArray array, int[] chosen) {
    long[] shape = array.shape().clone();
    INDArray examples = array.reshape('c', shape[0], array.length() / shape[0]);
    shape[0] = chosen.length;
    return Nd4j.pullRows(examples, 1, chosen, 'c').reshape('c', shape);
  }
}
