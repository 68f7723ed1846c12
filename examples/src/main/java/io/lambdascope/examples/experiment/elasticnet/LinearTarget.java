package io.lambdascope.examples.experiment.elasticnet;

import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * y = Xθ + ε of App. H.2: standard normal inputs, coefficients of deviation 5, noise of deviation
 * 0.5. The examples are independent draws, so that the first of them are as random a part as any.
 *
 * @param training four fifths, inputs [n, 10] and targets [n, 1]
 * @param test the others
 */
record LinearTarget(DataSet training, DataSet test) {

  static final int INPUTS = 10;
  static final double COEFFICIENT_DEVIATION = 5;
  static final double NOISE_DEVIATION = 0.5;
  private static final double TRAINING_SHARE = 0.8;

  /** A dataset of its own for each seed, in float32, which the network has. */
  static LinearTarget draw(int examples, long seed) {
    Random random = new Random(seed);
    double[] theta = new double[INPUTS];
    for (int j = 0; j < INPUTS; j++) {
      theta[j] = COEFFICIENT_DEVIATION * random.nextGaussian();
    }
    double[][] x = new double[examples][INPUTS];
    double[][] y = new double[examples][1];
    for (int i = 0; i < examples; i++) {
      y[i][0] = NOISE_DEVIATION * random.nextGaussian();
      for (int j = 0; j < INPUTS; j++) {
        x[i][j] = random.nextGaussian();
        y[i][0] += x[i][j] * theta[j];
      }
    }
    int boundary = (int) Math.round(TRAINING_SHARE * examples);
    return new LinearTarget(rows(x, y, 0, boundary), rows(x, y, boundary, examples));
  }

  private static DataSet rows(double[][] x, double[][] y, int from, int to) {
    return new DataSet(
        Nd4j.create(Arrays.copyOfRange(x, from, to)).castTo(DataType.FLOAT),
        Nd4j.create(Arrays.copyOfRange(y, from, to)).castTo(DataType.FLOAT));
  }
}
