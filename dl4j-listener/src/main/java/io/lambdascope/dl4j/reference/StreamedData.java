package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All of an iterator, read anew by each iteration. Of the worker that reads it first, until that
 * has ended: two that read at once would each see a part.
 *
 * @param <T> what the iterator gives
 */
final class StreamedData<T> implements ProbeData {

  private final Iterator<T> source;
  private final Runnable reset;
  private final Function<T, MiniBatch> chunk;
  private final int examples;
  private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();

  /**
   * Reads the source once, to count and check.
   *
   * @throws IllegalArgumentException when it cannot be reset, is empty or not finite
   */
  StreamedData(
      Iterator<T> source, boolean resetSupported, Runnable reset, Function<T, MiniBatch> chunk) {
    if (!resetSupported) {
      throw new IllegalArgumentException(
          ("a streaming probe is read again for every gradient, and the %s given cannot be reset;"
                  + " give an iterator whose resetSupported() is true, or its data by Probe.of")
              .formatted(source.getClass().getSimpleName()));
    }
    this.source = source;
    this.reset = reset;
    this.chunk = chunk;
    long counted = 0;
    reset.run();
    while (source.hasNext()) {
      MiniBatch read = chunk.apply(source.next());
      ProbeChunks.check(read);
      counted += read.size();
    }
    this.examples = Math.toIntExact(counted);
    ProbeChunks.refuseEmpty(examples);
  }

  @Override
  public int examples() {
    return examples;
  }

  /**
   * Starts from the beginning; an iteration begun before must not go on.
   *
   * @throws IllegalArgumentException when another living thread reads it
   */
  @Override
  public Iterator<MiniBatch> iterator() {
    claim();
    reset.run();
    return new Pass();
  }

  private void claim() {
    Thread current = Thread.currentThread();
    Thread owner = reader.get();
    boolean free = owner == null || owner == current || !owner.isAlive();
    if (!free || !reader.compareAndSet(owner, current)) {
      throw new IllegalArgumentException(
          "this streaming probe is read by another listener's worker; give each listener one of its"
              + " own, with an iterator of its own, or close the other first");
    }
  }

  /** Once through the source. */
  private final class Pass implements Iterator<MiniBatch> {

    private long seen;

    @Override
    public boolean hasNext() {
      if (source.hasNext()) {
        return true;
      }
      if (seen != examples) {
        // The mean would be over another number than it is divided by.
        throw new IllegalStateException(
            ("the streaming probe gave %d examples where it gave %d when it was made; its iterator"
                    + " must give the same after each reset, and nobody else may read it")
                .formatted(seen, examples));
      }
      return false;
    }

    @Override
    public MiniBatch next() {
      MiniBatch read = chunk.apply(source.next());
      seen += read.size();
      return read;
    }
  }
}
