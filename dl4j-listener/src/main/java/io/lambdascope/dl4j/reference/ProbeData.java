package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * The examples that one sample's gradients are means over, in chunks. Each iteration gives the same
 * examples; the chunks need not all be in memory, so hold none after the next was asked for, and
 * write to none.
 */
public interface ProbeData extends Iterable<MiniBatch> {

  /** No examples. */
  ProbeData NONE = of(List.of());

  /** The number of examples in all chunks. */
  int examples();

  /** Chunks that are in memory. */
  static InMemory of(List<MiniBatch> chunks) {
    return new InMemory(chunks, chunks.stream().mapToInt(MiniBatch::size).sum());
  }

  /** Chunks in a list. */
  record InMemory(List<MiniBatch> chunks, int examples) implements ProbeData, Serializable {

    /** Copies the list. */
    public InMemory {
      chunks = List.copyOf(chunks);
    }

    @Override
    public Iterator<MiniBatch> iterator() {
      return chunks.iterator();
    }
  }
}
