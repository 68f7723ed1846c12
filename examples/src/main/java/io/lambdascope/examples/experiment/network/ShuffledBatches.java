package io.lambdascope.examples.experiment.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Epochs of mini-batches in a new order each, the last one of an epoch smaller. One thread. */
public final class ShuffledBatches {

  private final DataSet data;
  private final int batchSize;
  private final Random random;
  private final int[] order;

  /**
   * Of a dataset of matrices.
   *
   * @param seed of the orders
   */
  public ShuffledBatches(DataSet data, int batchSize, long seed) {
    this.data = data;
    this.batchSize = batchSize;
    this.random = new Random(seed);
    this.order = new int[data.numExamples()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
  }

  /** The next epoch's mini-batches. */
  public List<DataSet> next() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    List<DataSet> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += batchSize) {
      int[] rows = new int[Math.min(batchSize, order.length - from)];
      System.arraycopy(order, from, rows, 0, rows.length);
      batches.add(
          new DataSet(
              Nd4j.pullRows(data.getFeatures(), 1, rows, 'c'),
              Nd4j.pullRows(data.getLabels(), 1, rows, 'c')));
    }
    return batches;
  }

  /** The next epoch, for {@code fit}. */
  public DataSetIterator epoch() {
    List<DataSet> batches = next();
    // An iterator of whole mini-batches: each counts as one element of the list.
    return new ListDataSetIterator<>(batches, 1);
  }

  /** Mini-batches in an epoch. */
  public int perEpoch() {
    return (order.length + batchSize - 1) / batchSize;
  }
}
