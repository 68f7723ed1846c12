package io.lambdascope.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Small sequences of different lengths, from fixed seeds. */
final class Sequences {

  static final int EXAMPLES = 6;
  static final int INPUTS = 3;
  static final int CLASSES = 2;
  static final int STEPS = 10;

  private Sequences() {}

  /** With the known l2, Adam, and smooth activations. */
  static NeuralNetConfiguration.Builder builder(DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(type)
        .updater(new Adam(1e-3))
        .l2(KnownAnswers.L2)
        .activation(Activation.TANH);
  }

  static RnnOutputLayer output(int inputs) {
    return new RnnOutputLayer.Builder()
        .nIn(inputs)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** Uniform in [0, 1). */
  static INDArray random(DataType type, long seed, long... shape) {
    Random random = Nd4j.getRandomFactory().getNewRandomInstance(seed);
    return Nd4j.rand(random, shape).castTo(type);
  }

  static INDArray features(DataType type) {
    return random(type, 1, EXAMPLES, INPUTS, STEPS);
  }

  /** A class for each time step. */
  static INDArray labels(DataType type) {
    INDArray labels = Nd4j.zeros(type, EXAMPLES, CLASSES, STEPS);
    for (int i = 0; i < EXAMPLES; i++) {
      for (int t = 0; t < STEPS; t++) {
        labels.putScalar(new int[] {i, (i + t / 2) % CLASSES, t}, 1);
      }
    }
    return labels;
  }

  /** A class for each example. */
  static INDArray classes(DataType type, int examples) {
    INDArray labels = Nd4j.zeros(type, examples, CLASSES);
    for (int i = 0; i < examples; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    return labels;
  }

  /** Ones up to a length of its own for each example, from {@code shortest} up, then zeros. */
  static INDArray mask(DataType type, int shortest) {
    INDArray mask = Nd4j.zeros(type, EXAMPLES, STEPS);
    for (int i = 0; i < EXAMPLES; i++) {
      for (int t = 0; t < Math.min(STEPS, shortest + i); t++) {
        mask.putScalar(i, t, 1);
      }
    }
    return mask;
  }
}
