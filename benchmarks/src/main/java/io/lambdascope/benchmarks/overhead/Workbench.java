package io.lambdascope.benchmarks.overhead;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A network with dropout and data of its size. What the data say is of no matter to times: they are
 * random.
 *
 * @param name for people
 * @param widths of the input, the hidden layers and the output
 * @param batchSize examples in a mini-batch
 */
record Workbench(String name, int[] widths, int batchSize) {

  private static final double RETAINED = 0.8;

  static Workbench small() {
    return new Workbench("64-32-10", new int[] {64, 32, 10}, 32);
  }

  static Workbench middle() {
    return new Workbench("784-400-400-400-10", new int[] {784, 400, 400, 400, 10}, 32);
  }

  static Workbench large() {
    return new Workbench("784-1000-1000-10", new int[] {784, 1000, 1000, 10}, 64);
  }

  MultiLayerNetwork network() {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Sgd(1e-3))
            .activation(Activation.RELU)
            .list();
    int last = widths.length - 1;
    for (int i = 1; i < last; i++) {
      list.layer(
          new DenseLayer.Builder()
              .nIn(widths[i - 1])
              .nOut(widths[i])
              .dropOut(i == 1 ? 1 : RETAINED)
              .build());
    }
    list.layer(
        new OutputLayer.Builder()
            .nIn(widths[last - 1])
            .nOut(widths[last])
            .activation(Activation.SOFTMAX)
            .dropOut(RETAINED)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  /** An epoch of this many mini-batches. */
  DataSetIterator epoch(int iterations) {
    return new Repeating(batches(), iterations);
  }

  /** The mini-batches that there are. */
  List<DataSet> batches() {
    Random random = new Random(2);
    int distinct = 8 * batchSize;
    float[][] features = new float[distinct][widths[0]];
    float[][] labels = new float[distinct][widths[widths.length - 1]];
    for (int i = 0; i < distinct; i++) {
      for (int j = 0; j < widths[0]; j++) {
        features[i][j] = random.nextFloat();
      }
      labels[i][random.nextInt(labels[i].length)] = 1;
    }
    return new DataSet(Nd4j.create(features), Nd4j.create(labels)).batchBy(batchSize);
  }

  /** The same batches again and again. */
  private static final class Repeating extends ListDataSetIterator<DataSet> {

    private static final long serialVersionUID = 1;
    private final transient List<DataSet> batches;
    private final int count;
    private int given;

    private Repeating(List<DataSet> batches, int count) {
      super(batches, 1);
      this.batches = batches;
      this.count = count;
    }

    @Override
    public synchronized boolean hasNext() {
      return given < count;
    }

    @Override
    public synchronized DataSet next() {
      return batches.get(given++ % batches.size());
    }

    @Override
    public synchronized void reset() {
      given = 0;
    }

    @Override
    public boolean asyncSupported() {
      return false; // no prefetch thread beside the two that are measured
    }
  }
}
