package io.lambdascope.examples.experiment.averaging;

import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.experiment.network.Perceptron;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Mini-batch SGD with a warm-up, from whose end on the weights are averaged: θ̄ is the mean of the
 * iterates after each of so many steps from θ₀. All in float64.
 *
 * @param start θ₀, [p], at the end of the warm-up
 * @param mean θ̄
 * @param last the last iterate
 * @param steps that were averaged
 */
record AveragedTraining(INDArray start, INDArray mean, INDArray last, int steps) {

  static final double LEARNING_RATE = 0.1;
  static final int BATCH_SIZE = 64;
  static final int WIDTH = 32;
  static final int HIDDEN = 2;

  /** The network, without anything that regularizes it. */
  static MultiLayerConfiguration configuration(long seed) {
    return Perceptron.classifier(Digits.PIXELS, Digits.CLASSES)
        .hidden(HIDDEN, WIDTH)
        .activation(
            Activation.TANH) // smooth: a minimum on a kink could not be told by its gradient
        .precision(DataType.DOUBLE)
        .updater(new Sgd(LEARNING_RATE))
        .seed(seed)
        .configuration();
  }

  /** The digits in float64. */
  static DataSet data() {
    DataSet digits = Digits.load();
    return new DataSet(
        digits.getFeatures().castTo(DataType.DOUBLE), digits.getLabels().castTo(DataType.DOUBLE));
  }

  /**
   * Trains.
   *
   * @param warmUp epochs before the averaging
   * @param averaged epochs of it
   * @param seed of weights and of the order of mini-batches
   */
  static AveragedTraining run(DataSet data, int warmUp, int averaged, long seed) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(seed));
    network.init();
    ShuffledBatches batches = new ShuffledBatches(data, BATCH_SIZE, seed);
    for (int epoch = 0; epoch < warmUp; epoch++) {
      network.fit(batches.epoch());
    }
    long p = network.numParams();
    INDArray start = network.params().dup().reshape(p);
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, p);
    for (int epoch = 0; epoch < averaged; epoch++) {
      for (DataSet batch : batches.next()) {
        network.fit(batch);
        sum.addi(network.params().reshape(p));
      }
    }
    int steps = averaged * batches.perEpoch();
    return new AveragedTraining(start, sum.divi(steps), network.params().dup().reshape(p), steps);
  }

  /** T = η times the steps: how long the flow would have been averaged. */
  double time() {
    return LEARNING_RATE * steps;
  }
}
