package io.lambdascope.examples.experiment.horizon;

import io.lambdascope.examples.experiment.network.Loss;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** L(θ) = (1/2n)‖y − Xθ‖² of the noisy linear model of App. H.3, in float64. */
final class LeastSquares implements Loss {

  private static final int EXAMPLES = 1000;
  static final int PARAMETERS = 10;
  private static final double COEFFICIENT_DEVIATION = 3;

  private final INDArray moment;
  private final INDArray cross;

  LeastSquares(long seed) {
    Random random = new Random(seed);
    double[][] x = new double[EXAMPLES][PARAMETERS];
    double[] theta = new double[PARAMETERS];
    for (double[] row : x) {
      for (int j = 0; j < PARAMETERS; j++) {
        row[j] = random.nextGaussian();
      }
    }
    for (int j = 0; j < PARAMETERS; j++) {
      theta[j] = COEFFICIENT_DEVIATION * random.nextGaussian();
    }
    double[] y = new double[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      y[i] = random.nextGaussian();
      for (int j = 0; j < PARAMETERS; j++) {
        y[i] += x[i][j] * theta[j];
      }
    }
    INDArray design = Nd4j.create(x).castTo(DataType.DOUBLE);
    INDArray target = Nd4j.createFromArray(y).reshape(EXAMPLES, 1);
    this.moment = design.transpose().mmul(design).divi(EXAMPLES);
    this.cross = design.transpose().mmul(target).divi(EXAMPLES).reshape(PARAMETERS);
  }

  @Override
  public INDArray gradient(INDArray parameters) {
    return moment.mmul(parameters.reshape(PARAMETERS, 1)).reshape(PARAMETERS).sub(cross);
  }

  @Override
  public INDArray hessianTimes(INDArray parameters, INDArray direction) {
    return moment.mmul(direction.reshape(PARAMETERS, 1)).reshape(PARAMETERS);
  }
}
