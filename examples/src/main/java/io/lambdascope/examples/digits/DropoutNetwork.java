package io.lambdascope.examples.digits;

import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * 64-128-128-10 ReLU with dropout before the second and the output layer, for SGD with learning
 * rate 0.1 in batches of 64.
 */
public final class DropoutNetwork {

  /** Examples in a mini-batch. */
  public static final int BATCH_SIZE = 64;

  /**
   * Of an estimate of dropout's effect: short enough to follow it, long enough for a narrow band.
   */
  public static final int HALF_LIFE_EPOCHS = 2;

  private static final int WIDTH = 128;
  private static final double LEARNING_RATE = 0.1;

  private DropoutNetwork() {}

  /**
   * Makes one.
   *
   * @param rate share of units dropped, in [0, 1)
   * @param seed of the initial weights and the dropout masks
   * @throws IllegalArgumentException when the rate is out of range
   */
  public static MultiLayerNetwork create(double rate, long seed) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "the dropout rate is the share of units dropped, in [0, 1), was " + rate);
    }
    // DL4J's setting is the share retained; 0 turns dropout off.
    double retained = rate == 0 ? 0 : 1 - rate;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.FLOAT)
                .updater(new Sgd(LEARNING_RATE))
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nIn(Digits.PIXELS).nOut(WIDTH).build())
                .layer(new DenseLayer.Builder().nIn(WIDTH).nOut(WIDTH).dropOut(retained).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(WIDTH)
                        .nOut(Digits.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .dropOut(retained)
                        .build())
                .build());
    network.init();
    return network;
  }

  /** The digits in mini-batches, in the order of the file. */
  public static DataSetIterator batches(DataSet digits) {
    return new ListDataSetIterator<>(digits.asList(), BATCH_SIZE);
  }

  /** Mini-batches in an epoch, the last, smaller one included. */
  public static int batchesPerEpoch(DataSet digits) {
    return (digits.numExamples() + BATCH_SIZE - 1) / BATCH_SIZE;
  }
}
