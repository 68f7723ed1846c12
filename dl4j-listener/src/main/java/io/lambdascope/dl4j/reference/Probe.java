package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
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
 * <p>Gradients are computed chunk by chunk, so that their memory is bounded by the largest chunk.
 * To agree with a full-batch step to the last bit, give the whole set as one chunk in the order in
 * which training sees it.
 *
 * <p>Immutable, and fit for several listeners, but for a streaming probe, which is of one listener
 * at a time.
 */
public final class Probe {

  private final int size;
  private final IntFunction<ProbeData> samples;

  private Probe(int size, IntFunction<ProbeData> samples) {
    this.size = size;
    this.samples = samples;
  }

  private static Probe fixed(List<MiniBatch> chunks) {
    ProbeData data = ProbeData.of(chunks);
    ProbeChunks.refuseEmpty(data.examples());
    return new Probe(data.examples(), iteration -> data);
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
    return new Probe(data.examples(), iteration -> data);
  }

  /**
   * A fresh subset at each sample, drawn without replacement, the same for all gradients of that
   * sample. Which examples they are depends on the seed and the iteration alone: not on how many
   * samples there were before, and not on ND4J's random generator, which is not touched. The whole
   * set is copied, so the memory is that of the set and one subset.
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
    return new Probe(subset.size(), iteration -> ProbeData.of(List.of(subset.at(iteration))));
  }

  /** The number of examples in each gradient. */
  public int size() {
    return size;
  }

  /** The examples for the sample of an iteration. Worker thread. */
  public ProbeData at(int iteration) {
    return samples.apply(iteration);
  }
}
