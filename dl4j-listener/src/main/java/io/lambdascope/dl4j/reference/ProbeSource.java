package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import java.io.Serializable;
import java.util.List;

/** Where the examples of a probe come from. Immutable, but for a stream. */
sealed interface ProbeSource {

  /** Examples at most. */
  int size();

  /** Examples of a sample: where they are drawn for it, this share of the size. */
  ProbeData at(int iteration, double share);

  /** Which they are, in words. */
  String words();

  /**
   * The same in chunks of so many examples at most.
   *
   * @throws IllegalStateException when they cannot be split
   */
  ProbeSource inChunksOf(int examples);

  /** The least share that it can be cut to. */
  default double smallestShare() {
    return 1;
  }

  /** The same for each sample. */
  record Fixed(ProbeData.InMemory data) implements ProbeSource, Serializable {

    @Override
    public int size() {
      return data.examples();
    }

    @Override
    public ProbeData at(int iteration, double share) {
      return data;
    }

    @Override
    public String words() {
      int chunks = data.chunks().size();
      return "%d examples in %s"
          .formatted(size(), chunks == 1 ? "one chunk" : "%d chunks".formatted(chunks));
    }

    @Override
    public ProbeSource inChunksOf(int examples) {
      return new Fixed(ProbeChunks.split(data, examples));
    }
  }

  /** Read anew. Not to be serialized: another's iterator cannot be. */
  record Streamed(StreamedData<?> data) implements ProbeSource {

    @Override
    public int size() {
      return data.examples();
    }

    @Override
    public ProbeData at(int iteration, double share) {
      return data;
    }

    @Override
    public String words() {
      return "%d examples, streamed".formatted(size());
    }

    @Override
    public ProbeSource inChunksOf(int examples) {
      throw new IllegalStateException(
          "the chunks of a streaming probe are the batches of its iterator; give that another batch"
              + " size");
    }
  }

  /**
   * Drawn for each sample.
   *
   * @param chunk examples in a chunk at most; 0 for all in one
   */
  record Drawn(RandomSubset subset, int chunk) implements ProbeSource, Serializable {

    @Override
    public int size() {
      return subset.size();
    }

    @Override
    public ProbeData at(int iteration, double share) {
      int examples = Math.max(1, (int) Math.round(share * subset.size()));
      List<MiniBatch> whole = List.of(subset.of(examples).at(iteration));
      return chunk == 0 ? ProbeData.of(whole) : ProbeChunks.split(ProbeData.of(whole), chunk);
    }

    @Override
    public String words() {
      return "random subset of %d of %d examples with seed %d in %s"
          .formatted(
              size(),
              subset.whole().size(),
              subset.seed(),
              chunk == 0 ? "one chunk" : "chunks of up to %d".formatted(chunk));
    }

    @Override
    public ProbeSource inChunksOf(int examples) {
      return new Drawn(subset, examples);
    }

    @Override
    public double smallestShare() {
      return Math.min(
          1, Math.max(Probe.SMALLEST_SHARE, (double) Probe.FEWEST_EXAMPLES / subset.size()));
    }
  }
}
