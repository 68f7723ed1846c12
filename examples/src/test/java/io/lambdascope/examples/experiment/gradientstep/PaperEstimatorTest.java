package io.lambdascope.examples.experiment.gradientstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.experiment.network.DiagonalQuadratic;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PaperEstimatorTest {

  private static final double ETA = 0.1;

  @Test
  void perParameter_quadraticLoss_isEquationSixInClosedForm() {
    double[] h = {0.3, 1, 4};
    double[][] points = {{1, 2, -1}, {0.5, -1, 0.2}};
    PaperEstimator estimator = new PaperEstimator(new DiagonalQuadratic(h), ETA);
    double product = 0;
    double energy = 0;
    double deviations = 0;
    for (double[] point : points) {
      estimator.add(Nd4j.createFromArray(point));
      for (int i = 0; i < h.length; i++) {
        double g = h[i] * point[i];
        // The flow goes by −(1 − e^{−ηh})θ, the step by −ηg.
        double deviation = (-(1 - Math.exp(-ETA * h[i])) * point[i] + ETA * g) / ETA;
        product += h[i] * g * deviation;
        energy += h[i] * g * h[i] * g;
        deviations += deviation * deviation;
      }
    }
    double truth = product / energy / 2;
    assertThat(estimator.perParameter()).isCloseTo(truth, within(1e-7 * truth));
    double residual = Math.sqrt(1 - product * product / energy / deviations);
    assertThat(estimator.residualRatio()).isCloseTo(residual, within(1e-5));
  }

  @Test
  void perParameter_oneDirection_isBelowTheoryByAThirdOfEtaCurvature() {
    PaperEstimator estimator = new PaperEstimator(new DiagonalQuadratic(0.5), ETA);
    double etaCurvature = estimator.add(Nd4j.createFromArray(3.0));
    assertThat(etaCurvature).isCloseTo(0.05, within(1e-9));
    assertThat(estimator.perParameter() / (ETA / 4))
        .isCloseTo(1 - 0.05 / 3, within(0.05 * 0.05 / 10));
  }

  @Test
  void add_takesTheGradientsItIsSaidToTake() {
    DiagonalQuadratic loss = new DiagonalQuadratic(1, 2);
    PaperEstimator estimator = new PaperEstimator(loss, ETA);
    INDArray point = Nd4j.createFromArray(1.0, 1.0);
    estimator.add(point);
    estimator.add(point);
    assertThat(loss.gradients()).isEqualTo(Measurement.evaluations(2)).isEqualTo(86);
  }
}
