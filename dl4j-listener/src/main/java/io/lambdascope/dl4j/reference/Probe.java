package io.lambdascope.dl4j.reference;

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

  private final Source source;

  private Probe(Source source) {
    this.source = source;
  }

  /** Where the examples come from. */
  private sealed interface Source {

    /** Examples at most. */
    int size();

    /** Examples of a sample: where they are drawn for it, this share of the size. */
    ProbeData at(int iteration, double share);

    /** The least share that it can be cut to. */
    default double smallestShare() {
      return 1;
    }
  }

  /** The same for each sample. */
  private record Fixed(ProbeData.InMemory data) implements Source, Serializable {

    @Override
    public int size() {
      return data.examples();
    }

    @Override
    public ProbeData at(int iteration, double share) {
      return data;
    }
  }

  /** Read anew. Not to be serialized: another's iterator cannot be. */
  private record Streamed(StreamedData<?> data) implements Source {

    @Override
    public int size() {
      return data.examples();
    }

    @Override
    public ProbeData at(int iteration, double share) {
      return data;
    }
  }

  /** Drawn for each sample. */
  private record Drawn(RandomSubset subset) implements Source, Serializable {

    @Override
    public int size() {
      return subset.size();
    }

    @Override
    public ProbeData at(int iteration, double share) {
      int examples = Math.max(1, (int) Math.round(share * subset.size()));
      return ProbeData.of(List.of(subset.of(examples).at(iteration)));
    }

    @Override
    public double smallestShare() {
      return Math.min(1, Math.max(SMALLEST_SHARE, (double) FEWEST_EXAMPLES / subset.size()));
    }
  }

  private static Probe fixed(List<MiniBatch> chunks) {
    ProbeData.InMemory data = ProbeData.of(chunks);
    ProbeChunks.refuseEmpty(data.examples());
    return new Probe(new Fixed(data));
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
    return new Probe(new Streamed(data));
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
    return new Probe(new Drawn(subset));
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
