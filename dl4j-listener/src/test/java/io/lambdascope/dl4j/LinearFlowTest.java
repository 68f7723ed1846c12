package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The flow of a quadratic loss has a closed form, summed here as a power series in plain Java: with
 * Hessian H and gradient g, θ(0) − θ(1) = Σ_{k≥1} (−1)^{k−1} η^k H^{k−1} g/k!.
 */
class LinearFlowTest {

  private static final double ETA = 0.02;

  @Test
  void compare_linearRegression_equalsTheClosedForm() throws Exception {
    double[][] x = {{1, 0.5, -0.2}, {-0.3, 0.8, 0.4}, {0.7, -0.6, 1.1}, {0.2, 0.1, -0.9}};
    double[] y = {1, -0.5, 0.3, 0.8};
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(ETA))
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(3)
                        .nOut(1)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    DataSet data = new DataSet(Nd4j.create(x), Nd4j.create(y, new long[] {4, 1}, DataType.DOUBLE));
    double[] theta = network.params().dup().data().asDouble();

    // L = (1/n) Σ (xθ − y)²: H = (2/n) XᵀX, g = Hθ − (2/n) Xᵀy.
    double[][] hessian = new double[3][3];
    double[] gradient = new double[3];
    for (int n = 0; n < 4; n++) {
      double residual = -y[n];
      for (int i = 0; i < 3; i++) {
        residual += x[n][i] * theta[i];
      }
      for (int i = 0; i < 3; i++) {
        gradient[i] += 2.0 / 4 * residual * x[n][i];
        for (int j = 0; j < 3; j++) {
          hessian[i][j] += 2.0 / 4 * x[n][i] * x[n][j];
        }
      }
    }
    double[] flow = new double[3];
    double[] term = gradient.clone();
    double factor = ETA;
    for (int k = 1; k < 30; k++) {
      double[] next = new double[3];
      for (int i = 0; i < 3; i++) {
        flow[i] += factor * term[i];
        for (int j = 0; j < 3; j++) {
          next[i] += hessian[i][j] * term[j];
        }
      }
      term = next;
      factor *= -ETA / (k + 1);
    }

    Deviation deviation = compare(network, data, Reference.gradientFlow(Probe.of(data)));
    assertThat(deviation.objective().evaluations()).isEqualTo(6.0);
    double squares = 0;
    double curved = 0;
    double trace = hessian[0][0] + hessian[1][1] + hessian[2][2];
    // One RK4 step leaves (ηh)⁵/120 of the displacement's scale, h at most the trace: 6e-8.
    double tolerance = Math.pow(ETA * trace, 4) / 120;
    for (int i = 0; i < 3; i++) {
      double expected = (ETA * gradient[i] - flow[i]) / ETA;
      assertThat(deviation.vector().getDouble(i)).isCloseTo(expected, within(tolerance));
      double row = 0;
      for (int j = 0; j < 3; j++) {
        row += hessian[i][j] * gradient[j];
      }
      squares += gradient[i] * gradient[i];
      curved += row * row;
    }
    // Central differences of a quadratic's gradient are exact but for rounding: 1e-16/1e-5.
    assertThat(deviation.etaCurvature().orElseThrow())
        .isCloseTo(ETA * Math.sqrt(curved / squares), within(1e-9));
    assertThat(deviation.referenceNorm()).isCloseTo(Math.sqrt(squares), within(1e-12));
  }

  /** One training step, captured and compared. */
  static Deviation compare(MultiLayerNetwork network, DataSet data, Reference reference)
      throws Exception {
    ReferenceEngine engine = new ReferenceEngine(reference, Network.of(network));
    CapturedStep step =
        new CapturedStep(
            engine.needs(true),
            network.params().dataType(),
            engine.layout().length(),
            engine.stateLength());
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onBackwardPass(Model model) {
            step.before(Network.of(model));
          }

          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            step.after(Network.of(model));
          }
        });
    network.fit(data);
    network.setListeners();
    return engine.compare(step);
  }

  @Test
  void compare_fullBatchReference_isTheDifferenceOfIndependentGradients() throws Exception {
    DataSet batch = Digits.first(64, DataType.DOUBLE);
    DataSet probe = Digits.first(300, DataType.DOUBLE);
    for (var updater :
        new org.nd4j.linalg.learning.config.IUpdater[] {
          new Sgd(0.1),
          new org.nd4j.linalg.learning.config.Nesterovs(0.05, 0.9),
          new org.nd4j.linalg.learning.config.Adam(1e-3)
        }) {
      MultiLayerNetwork network = Networks.tanh(1, 16, updater, DataType.DOUBLE, b -> b.l2(1e-3));
      network.fit(batch); // so that the updater's state is not zero
      INDArray expected = meanGradient(network, batch).sub(meanGradient(network, probe));
      Deviation deviation =
          compare(network, batch, Reference.fullBatch(Probe.of(Training.batches(probe, 77))));
      // Same gradients in another order of summation, then through the updater and back: 1e-15 of
      // them, ten times that for Adam.
      assertThat(deviation.vector().distance2(expected.reshape(expected.length())))
          .isLessThan(1e-13);
      assertThat(expected.norm2Number().doubleValue()).isGreaterThan(0.01);
    }
  }

  /** By a clone of the network, without penalties, which cancel. */
  private static INDArray meanGradient(MultiLayerNetwork network, DataSet data) {
    MultiLayerNetwork clone = network.clone();
    clone.initGradientsView();
    clone.setInput(data.getFeatures());
    clone.setLabels(data.getLabels());
    clone.computeGradientAndScore();
    return clone.gradient().gradient().div(data.numExamples());
  }
}
