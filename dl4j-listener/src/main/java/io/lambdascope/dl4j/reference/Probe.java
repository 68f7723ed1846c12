package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A fixed set of examples on which full gradients are computed. The arrays are copied; immutable.
 *
 * <p>The gradient is computed chunk by chunk, so its memory is bounded by the largest chunk: a set
 * given whole is one chunk, an iterator's batches are one each. To agree with a full-batch step to
 * the last bit, give the whole set as one chunk in the order in which training sees it.
 */
public final class Probe {

  private final List<MiniBatch> chunks;

  private Probe(List<MiniBatch> chunks) {
    this.chunks = List.copyOf(chunks);
    if (chunks.isEmpty() || chunks.stream().allMatch(chunk -> chunk.size() == 0)) {
      throw new IllegalArgumentException(
          "the probe is empty; give at least one example, better a thousand or more");
    }
  }

  /**
   * A whole set in one chunk.
   *
   * @throws IllegalArgumentException when it is empty, masked or not finite
   */
  public static Probe of(DataSet data) {
    return new Probe(List.of(chunk(data)));
  }

  /**
   * A whole set with several inputs or outputs in one chunk.
   *
   * @throws IllegalArgumentException when it is empty, masked or not finite
   */
  public static Probe of(MultiDataSet data) {
    return new Probe(List.of(chunk(data)));
  }

  /**
   * All an iterator still has, in its batches. Reads it to its end, on the calling thread, so never
   * give the iterator that training reads; resets it after when it can be reset.
   *
   * @throws IllegalArgumentException when it is empty, masked or not finite
   */
  public static Probe of(DataSetIterator data) {
    Probe probe = readAll(data, Probe::chunk);
    if (data.resetSupported()) {
      data.reset();
    }
    return probe;
  }

  /** As {@link #of(DataSetIterator)}, with several inputs or outputs. */
  public static Probe of(MultiDataSetIterator data) {
    Probe probe = readAll(data, Probe::chunk);
    if (data.resetSupported()) {
      data.reset();
    }
    return probe;
  }

  private static <T> Probe readAll(Iterator<T> data, Function<T, MiniBatch> chunk) {
    List<MiniBatch> chunks = new ArrayList<>();
    data.forEachRemaining(batch -> chunks.add(chunk.apply(batch)));
    return new Probe(chunks);
  }

  /** The number of examples. */
  public int size() {
    return chunks.stream().mapToInt(MiniBatch::size).sum();
  }

  /** The examples in chunks; not to be written to. */
  List<MiniBatch> chunks() {
    return chunks;
  }

  private static MiniBatch chunk(DataSet data) {
    refuseMasks(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
    return chunk(
        new @Nullable INDArray[] {data.getFeatures()}, new @Nullable INDArray[] {data.getLabels()});
  }

  private static MiniBatch chunk(MultiDataSet data) {
    refuseMasks(data.getFeaturesMaskArrays());
    refuseMasks(data.getLabelsMaskArrays());
    return chunk(data.getFeatures(), data.getLabels());
  }

  private static MiniBatch chunk(
      @Nullable INDArray @Nullable [] features, @Nullable INDArray @Nullable [] labels) {
    return new MiniBatch(copy("features", features), copy("labels", labels));
  }

  private static void refuseMasks(@Nullable INDArray @Nullable ... masks) {
    if (masks != null && Arrays.stream(masks).anyMatch(Objects::nonNull)) {
      throw new IllegalArgumentException(
          "the probe has mask arrays, which references do not take yet; give unmasked examples, for"
              + " sequences some of equal length");
    }
  }

  private static List<INDArray> copy(String what, @Nullable INDArray @Nullable [] arrays) {
    if (arrays == null || arrays.length == 0) {
      throw new IllegalArgumentException(
          "the probe has no " + what + "; a loss gradient needs features and labels");
    }
    List<INDArray> copies = new ArrayList<>();
    for (INDArray array : arrays) {
      if (array == null || array.isEmpty() || array.size(0) == 0) {
        throw new IllegalArgumentException(
            "the probe's %s are empty; give at least one example, better a thousand or more"
                .formatted(what));
      }
      double sum = array.castTo(DataType.DOUBLE).sumNumber().doubleValue();
      if (!Double.isFinite(sum)) {
        throw new IllegalArgumentException(
            "the probe's %s of shape %s contain NaN or infinite values; clean the data first"
                .formatted(what, Arrays.toString(array.shape())));
      }
      copies.add(Nd4j.create(array.dataType(), array.shape()).assign(array));
    }
    return copies;
  }
}
