package io.lambdascope.dl4j.capture;

import io.lambdascope.dl4j.network.LayerStates;
import io.lambdascope.dl4j.network.MiniBatch;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies of mini-batches in the order of training: in memory up to a bound, beyond it in a
 * temporary file in ND4J's binary form, read back one at a time, the same to the last bit. The file
 * is made when it is first needed, written anew by each window, and deleted by {@link #close}, or
 * with the virtual machine.
 *
 * <p>One thread at a time. An I/O error is an UncheckedIOException that names the file.
 */
final class RecordedBatches implements AutoCloseable {

  private final long memoryBytes;
  private final List<MiniBatch> held = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private long heldBytes;
  private @Nullable Path file;
  private @Nullable FileChannel channel;

  RecordedBatches(long memoryBytes) {
    this.memoryBytes = memoryBytes;
  }

  /** Forgets all. */
  void clear() {
    held.clear();
    positions.clear();
    sizes.clear();
    heldBytes = 0;
  }

  int count() {
    return sizes.size();
  }

  /** Examples in the k-th. */
  int size(int k) {
    return sizes.get(k);
  }

  /** The temporary file; null while there is none. */
  @Nullable Path file() {
    return file;
  }

  /** Whether none is in the file. */
  boolean isAllHeld() {
    return positions.isEmpty();
  }

  /** Bytes in memory. */
  long heldBytes() {
    return heldBytes;
  }

  /** Copies a mini-batch: its arrays, and the masks that layers hold. */
  void add(MiniBatch batch) {
    long bytes = bytes(batch);
    if (positions.isEmpty() && heldBytes + bytes <= memoryBytes) {
      held.add(copy(batch));
      heldBytes += bytes;
    } else {
      spill(batch);
    }
    sizes.add(batch.size());
  }

  /** The k-th; its arrays are not to be written to. */
  MiniBatch get(int k) {
    return k < held.size() ? held.get(k) : read(positions.get(k - held.size()));
  }

  private static long bytes(MiniBatch batch) {
    return Stream.of(
            batch.features(),
            batch.labels(),
            batch.featureMasks().values(),
            batch.labelMasks().values(),
            batch.layers().masks().values())
        .flatMap(Collection::stream)
        .mapToLong(array -> array.length() * array.dataType().width())
        .sum();
  }

  private static MiniBatch copy(MiniBatch batch) {
    Map<Integer, INDArray> masks = new HashMap<>();
    batch.layers().masks().forEach((layer, mask) -> masks.put(layer, copy(mask)));
    MiniBatch copied = batch.map(RecordedBatches::copy);
    return new MiniBatch(
        copied.features(),
        copied.labels(),
        copied.featureMasks(),
        copied.labelMasks(),
        new LayerStates(masks, Map.of()));
  }

  /** In the order of the original, on which the last bits of products depend. */
  private static INDArray copy(INDArray array) {
    return array.dup(array.ordering());
  }

  private void spill(MiniBatch batch) {
    try {
      FileChannel to = channel();
      long start = positions.isEmpty() ? 0 : to.size();
      if (positions.isEmpty()) {
        to.truncate(0);
      }
      to.position(start);
      // Not closed: that would close the channel.
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(to)));
      write(batch.features(), out);
      write(batch.labels(), out);
      write(batch.featureMasks(), out);
      write(batch.labelMasks(), out);
      write(batch.layers().masks(), out);
      out.flush();
      positions.add(start);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a mini-batch to " + file, e);
    }
  }

  private MiniBatch read(long position) {
    try {
      DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(Channels.newInputStream(channel().position(position))));
      return new MiniBatch(
          readList(in),
          readList(in),
          readMap(in),
          readMap(in),
          new LayerStates(readMap(in), Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a mini-batch from " + file, e);
    }
  }

  private FileChannel channel() throws IOException {
    if (channel == null) {
      Path made = Files.createTempFile("lambdascope-window-", ".nd4j");
      file = made;
      made.toFile().deleteOnExit();
      channel = FileChannel.open(made, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    return channel;
  }

  private static void write(List<INDArray> arrays, DataOutputStream out) throws IOException {
    out.writeInt(arrays.size());
    for (INDArray array : arrays) {
      Nd4j.write(copy(array), out);
    }
  }

  private static void write(Map<Integer, INDArray> arrays, DataOutputStream out)
      throws IOException {
    out.writeInt(arrays.size());
    for (Map.Entry<Integer, INDArray> array : arrays.entrySet()) {
      out.writeInt(array.getKey());
      Nd4j.write(copy(array.getValue()), out);
    }
  }

  private static List<INDArray> readList(DataInputStream in) throws IOException {
    List<INDArray> arrays = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      arrays.add(Nd4j.read(in));
    }
    return arrays;
  }

  private static Map<Integer, INDArray> readMap(DataInputStream in) throws IOException {
    Map<Integer, INDArray> arrays = new HashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      int key = in.readInt();
      arrays.put(key, Nd4j.read(in));
    }
    return arrays;
  }

  /** Forgets all and deletes the file. */
  @Override
  public void close() {
    clear();
    Path made = file;
    FileChannel open = channel;
    file = null;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
      if (made != null) {
        Files.deleteIfExists(made);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + made, e);
    }
  }
}
