package io.lambdascope.dl4j.reference;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.network.MiniBatch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * The examples on which full gradients are computed, with their masks. Which kind is right:
 *
 * <ul>
 *   <li><b>A fixed set</b> ({@link #of}) when it is the whole training set, or when cheapness
 *       counts more than the following. The gradient of a part differs from that of the whole by an
 *       error that stays nearly the same from sample to sample: it does not average out, no
 *       interval shows it, and it can pass for regularization.
 *   <li><b>Streaming</b> ({@link #streaming}) when the whole training set is wanted and does not
 *       fit into memory. Every gradient reads all of it.
 *   <li><b>A random subset</b> ({@link #randomSubset}) when the whole is too slow. Fresh for each
 *       sample, it has no error in the mean over samples; what it adds to each is noise, and the
 *       intervals of the coefficients include it.
 * </ul>
 *
 * <p>How large the error by the choice of examples is, is told by how much the gradients of the
 * chunks differ, and verdicts allow for it; so say {@link #whole} of a probe that is the whole
 * training set, {@link #outOf} where it is a part of a set not much larger, and give it in several
 * chunks ({@link #inChunksOf}).
 *
 * <p>Gradients are computed chunk by chunk, so that their memory is bounded by the largest chunk.
 * To agree with a full-batch step to the last bit, give the whole set as one chunk in the order in
 * which training sees it.
 *
 * <p>Immutable, and fit for several listeners, but for a streaming probe, which is of one listener
 * at a time.
 */
public final class Probe implements Serializable {

  private static final long serialVersionUID = 1;

  /**
   * A random subset is not cut below this many examples by an overhead budget: with fewer its
   * gradient is mostly noise.
   */
  public static final int FEWEST_EXAMPLES = 32;

  /** Nor below this share of the size given. */
  public static final double SMALLEST_SHARE = 1.0 / 8;

  private final ProbeSource source;
  // Of which the examples are a part, N; 0 where that is not known.
  private final int outOf;

  private Probe(ProbeSource source, int outOf) {
    this.source = source;
    this.outOf = outOf;
  }

  private static Probe fixed(List<MiniBatch> chunks) {
    ProbeData.InMemory data = ProbeData.of(chunks);
    ProbeChunks.refuseEmpty(data.examples());
    return new Probe(new ProbeSource.Fixed(data), 0);
  }

  /**
   * A whole set in one chunk, copied.
   *
   * @throws IllegalArgumentException when it is empty or not finite
   */
  public static Probe of(DataSet data) {
    return fixed(List.of(ProbeChunks.copied(data)));
  }

  /**
   * A whole set with several inputs or outputs in one chunk, copied.
   *
   * @throws IllegalArgumentException when it is empty or not finite
   */
  public static Probe of(MultiDataSet data) {
    return fixed(List.of(ProbeChunks.copied(data)));
  }

  /**
   * Copies all an iterator still has, a chunk for each of its batches. Reads it to its end, on the
   * calling thread, so never give the iterator that training reads; resets it after when it can be
   * reset.
   *
   * @throws IllegalArgumentException when it is empty or not finite
   */
  public static Probe of(DataSetIterator data) {
    Probe probe = fixed(copyAll(data, ProbeChunks::copied));
    if (data.resetSupported()) {
      data.reset();
    }
    return probe;
  }

  /** As {@link #of(DataSetIterator)}, with several inputs or outputs. */
  public static Probe of(MultiDataSetIterator data) {
    Probe probe = fixed(copyAll(data, ProbeChunks::copied));
    if (data.resetSupported()) {
      data.reset();
    }
    return probe;
  }

  private static <T> List<MiniBatch> copyAll(Iterator<T> data, Function<T, MiniBatch> chunk) {
    List<MiniBatch> chunks = new ArrayList<>();
    data.forEachRemaining(batch -> chunks.add(chunk.apply(batch)));
    return chunks;
  }

  /**
   * All of an iterator, read anew for every gradient, a chunk for each of its batches; nothing is
   * copied, and of all chunks only the one at work is in memory, with the next while it is fetched.
   *
   * <p>The iterator must be one of the monitor's own: it is reset and read once here, on the
   * calling thread, to count and check, and from then on by the listener's worker while training
   * goes on with another. It must give the same examples after each reset, in any order. Do not
   * wrap it in an AsyncDataSetIterator or the like, which fetches chunks ahead and so holds
   * several: the worker does not keep training waiting.
   *
   * @throws IllegalArgumentException when it cannot be reset, is empty or not finite
   */
  public static Probe streaming(DataSetIterator data) {
    return streamed(
        new StreamedData<>(data, data.resetSupported(), data::reset, ProbeChunks::viewed));
  }

  /** As {@link #streaming(DataSetIterator)}, with several inputs or outputs. */
  public static Probe streaming(MultiDataSetIterator data) {
    return streamed(
        new StreamedData<>(data, data.resetSupported(), data::reset, ProbeChunks::viewed));
  }

  private static Probe streamed(StreamedData<?> data) {
    return new Probe(new ProbeSource.Streamed(data), 0);
  }

  /**
   * A fresh subset at each sample, drawn without replacement, the same for all gradients of that
   * sample. Which examples they are depends on the seed and the iteration alone: not on how many
   * samples there were before, and not on ND4J's random generator, which is not touched. The whole
   * set is copied, so the memory is that of the set and one subset.
   *
   * <p>Under an overhead budget subsets may be smaller, see {@link #smallestShare}; the snapshot's
   * reference quality says how many examples there were.
   *
   * @param size number of examples in a subset, from 1 to all
   * @throws IllegalArgumentException when the size is none of these, or the set is empty or not
   *     finite
   */
  public static Probe randomSubset(DataSet data, int size, long seed) {
    return subset(new RandomSubset(ProbeChunks.copied(data), size, seed));
  }

  /** As {@link #randomSubset(DataSet, int, long)}, with several inputs or outputs. */
  public static Probe randomSubset(MultiDataSet data, int size, long seed) {
    return subset(new RandomSubset(ProbeChunks.copied(data), size, seed));
  }

  private static Probe subset(RandomSubset subset) {
    return new Probe(new ProbeSource.Drawn(subset, 0), subset.whole().size());
  }

  /**
   * The same probe, of which it is said that it is the whole training set: its gradient then has no
   * error by the choice of its examples, and verdicts need not allow for one.
   *
   * @throws IllegalStateException when it is a random subset, which knows what it is a part of
   */
  public Probe whole() {
    return outOf(size());
  }

  /**
   * The same probe, of which it is said that it is a random part, drawn without replacement, of a
   * training set of so many examples: the error by their choice is smaller by √(1 − n/N). Where
   * nothing is said, the training set is taken for infinitely larger.
   *
   * @param examples N, at least those of the probe
   * @throws IllegalArgumentException when there are fewer
   * @throws IllegalStateException when it is a random subset, which knows what it is a part of
   */
  public Probe outOf(int examples) {
    if (isRedrawn()) {
      throw new IllegalStateException(
          "a " + source.words() + " is a part of those; leave out whole() and outOf(examples)");
    }
    if (examples < size()) {
      throw new IllegalArgumentException(
          "the probe has %d examples, so it cannot be a part of %d; give the size of the training set"
              .formatted(size(), examples));
    }
    return new Probe(source, examples);
  }

  /**
   * The same examples in more chunks, as even as can be, none larger than this: less memory for a
   * gradient, and more chunks to tell the error by the choice of examples from, 8 or more for a
   * good estimate. The gradient is the same but for rounding, unless there is batch normalization,
   * which normalizes each chunk by itself.
   *
   * @param examples in a chunk at most, at least 1
   * @throws IllegalArgumentException when below 1
   * @throws IllegalStateException when it is streamed: its chunks are the batches of its iterator
   */
  public Probe inChunksOf(int examples) {
    if (examples < 1) {
      throw new IllegalArgumentException(
          "a chunk has at least 1 example, was asked for chunks of " + examples);
    }
    return new Probe(source.inChunksOf(examples), outOf);
  }

  /** Which examples these are. */
  public Provenance provenance() {
    String part = "";
    if (!isRedrawn() && outOf > 0) {
      part = outOf == size() ? ", the whole training set" : ", part of " + outOf;
    }
    return new Provenance(source.words() + part, isRedrawn());
  }

  private boolean isRedrawn() {
    return source instanceof ProbeSource.Drawn;
  }

  /** n/N, the share of the training set that n examples are; 0 where that is not known. */
  double shareOfWhole(int examples) {
    return outOf == 0 ? 0 : (double) examples / outOf;
  }

  /** The number of examples in each gradient; of a random subset, at most. */
  public int size() {
    return source.size();
  }

  /** The examples for the sample of an iteration. Worker thread. */
  public ProbeData at(int iteration) {
    return at(iteration, 1);
  }

  /**
   * The examples for the sample of an iteration, of a random subset this share of its size only.
   * Worker thread.
   *
   * @param share in (0, 1]
   */
  public ProbeData at(int iteration, double share) {
    return source.at(iteration, share);
  }

  /**
   * The least share of its size that an overhead budget may cut it to: for a random subset {@value
   * #SMALLEST_SHARE}, or what {@value #FEWEST_EXAMPLES} examples are of it; 1 for all others.
   */
  public double smallestShare() {
    return source.smallestShare();
  }
}
