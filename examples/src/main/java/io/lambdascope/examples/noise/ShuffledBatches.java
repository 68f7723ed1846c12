package io.lambdascope.examples.noise;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** An epoch of ordinary mini-batches, in a new order each. */
final class ShuffledBatches {

  private final List<DataSet> examples;
  private final int batchSize;
  private final Random random;

  ShuffledBatches(DataSet data, int batchSize, long seed) {
    this.examples = new ArrayList<>(data.asList());
    this.batchSize = batchSize;
    this.random = new Random(seed);
  }

  DataSetIterator epoch() {
    List<DataSet> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, random);
    return new ListDataSetIterator<>(shuffled, batchSize);
  }
}
