package io.lambdascope.dl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.network.Network;
import java.util.Random;
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
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Against linear regression in plain Java, in both orders. */
class WindowReplayTest {

  private static final int STEPS = 6;
  private static final int BATCH = 4;
  private static final int INPUTS = 3;
  private static final double ETA = 0.05;

  private final double[][][] x = new double[STEPS][BATCH][INPUTS];
  private final double[][] y = new double[STEPS][BATCH];

  WindowReplayTest() {
    Random random = new Random(4);
    for (int k = 0; k < STEPS; k++) {
      for (int i = 0; i < BATCH; i++) {
        y[k][i] = random.nextGaussian();
        for (int j = 0; j < INPUTS; j++) {
          x[k][i][j] = random.nextGaussian();
        }
      }
    }
  }

  /** θ ← θ − η(2/B)Σ(θ·x − y)x over the steps, from the first to the last or back. */
  private double[] descend(double[] start, boolean forward) {
    double[] theta = start.clone();
    for (int place = 0; place < STEPS; place++) {
      int k = forward ? place : STEPS - 1 - place;
      double[] gradient = new double[INPUTS];
      for (int i = 0; i < BATCH; i++) {
        double excess = -y[k][i];
        for (int j = 0; j < INPUTS; j++) {
          excess += theta[j] * x[k][i][j];
        }
        for (int j = 0; j < INPUTS; j++) {
          gradient[j] += 2.0 / BATCH * excess * x[k][i][j];
        }
      }
      for (int j = 0; j < INPUTS; j++) {
        theta[j] -= ETA * gradient[j];
      }
    }
    return theta;
  }

  @Test
  void meanLessForward_isHalfOfWhatTheReverseIsAway() {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(ETA))
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(INPUTS)
                        .nOut(1)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    model.init();
    Network network = Network.of(model);
    CapturedWindow captured =
        new CapturedWindow(Window.steps(STEPS).antithetic(), DataType.DOUBLE, INPUTS);
    model.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onBackwardPass(Model trained) {
            if (network.iteration() == 0) {
              captured.begin(network);
            }
            captured.add(network);
          }
        });
    for (int k = 0; k < STEPS; k++) {
      model.fit(
          new DataSet(Nd4j.createFromArray(x[k]), Nd4j.createFromArray(y[k]).reshape(BATCH, 1)));
    }
    captured.end(network);

    ReferenceModel shadow =
        new ReferenceModel(ReferenceConfiguration.copyOf(network, network.configuration()), 0);
    Objective objective = new Objective(shadow);
    objective.moveTo(captured.start(), 0, 0, new WindowData(captured));
    INDArray away = new WindowReplay(shadow, 1).meanLessForward(captured, objective);

    double[] start = captured.start().dup().data().asDouble();
    double[] forward = descend(start, true);
    double[] reverse = descend(start, false);
    for (int j = 0; j < INPUTS; j++) {
      // Six steps of sums of a dozen products of order one, in double precision.
      assertThat(captured.end().getDouble(j)).isCloseTo(forward[j], within(1e-13));
      assertThat(away.getDouble(j)).isCloseTo((reverse[j] - forward[j]) / 2, within(1e-13));
    }
    assertThat(Math.abs(reverse[0] - forward[0])).isGreaterThan(1e-3);
    captured.close();
  }
}
