package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Mean squares of what enters layers, and slices of mini-batches. */
class LayerInputsTest {

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .updater(new Sgd(0.1))
        .activation(Activation.TANH);
  }

  @Test
  void meanSquareInputs_maskedSequences_countUnmaskedStepsOnly() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new LSTM.Builder().nIn(2).nOut(3).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    INDArray features = GradientCheck.normal(1, 1, 4, 2, 5);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 4, 5);
    double[] squares = new double[2];
    int count = 0;
    for (int n = 0; n < 4; n++) {
      for (int t = 0; t < 5; t++) {
        if (t > n) { // sequences of 1, 2, 3 and 4 steps
          mask.putScalar(n, t, 0);
          continue;
        }
        count++;
        for (int i = 0; i < 2; i++) {
          squares[i] += Math.pow(features.getDouble(n, i, t), 2);
        }
      }
    }
    MiniBatch batch =
        new MiniBatch(
            List.of(features),
            List.of(Nd4j.ones(DataType.DOUBLE, 4, 2, 5)),
            Map.of(0, mask),
            Map.of());
    for (Model model : List.of(network, network.toComputationGraph())) {
      INDArray found = Network.of(model).meanSquareInputs(batch).get("0");
      for (int i = 0; i < 2; i++) {
        // Twenty squares of size 1 in another order.
        assertThat(found.getDouble(i)).isCloseTo(squares[i] / count, within(1e-14));
      }
    }
  }

  /** The same pixels with the channels last, and what the output layer sees of the convolution. */
  @Test
  void meanSquareInputs_channelsLast_areThoseOfTheChannels() {
    INDArray pixels = GradientCheck.normal(2, 1, 6, 2, 4, 4);
    Map<String, INDArray> first = squaresOf(CNN2DFormat.NCHW, pixels);
    Map<String, INDArray> last = squaresOf(CNN2DFormat.NHWC, pixels.permute(0, 2, 3, 1).dup('c'));
    assertThat(first.get("0").length()).isEqualTo(2);
    assertThat(last.get("0").data().asDouble())
        .containsExactly(first.get("0").data().asDouble(), within(1e-14));
    // Of 3 kernels on 3 × 3 positions, each of which the output layer has a weight for.
    assertThat(first.get("1").length()).isEqualTo(27);
    assertThat(first.get("1").meanNumber().doubleValue()).isBetween(0.01, 1.0);
  }

  private static Map<String, INDArray> squaresOf(CNN2DFormat format, INDArray pixels) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).dataFormat(format).nOut(3).build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(4, 4, 2, format))
                .build());
    network.init();
    return Network.of(network)
        .meanSquareInputs(
            new MiniBatch(List.of(pixels), List.of(Nd4j.ones(DataType.DOUBLE, 6, 2))));
  }

  @Test
  void slice_masked_hasItsExamplesAndMasks() {
    INDArray features = GradientCheck.normal(3, 1, 5, 2, 4);
    INDArray labels = GradientCheck.normal(4, 1, 5, 3, 4);
    INDArray mask = GradientCheck.normal(5, 1, 5, 4);
    MiniBatch slice =
        new MiniBatch(List.of(features), List.of(labels), Map.of(0, mask), Map.of(0, mask))
            .slice(1, 4);
    assertThat(slice.size()).isEqualTo(3);
    for (int n = 0; n < 3; n++) {
      assertThat(slice.features().get(0).slice(n)).isEqualTo(features.slice(n + 1));
      assertThat(slice.labels().get(0).slice(n)).isEqualTo(labels.slice(n + 1));
      assertThat(slice.featureMasks().get(0).slice(n)).isEqualTo(mask.slice(n + 1));
      assertThat(slice.labelMasks().get(0).slice(n)).isEqualTo(mask.slice(n + 1));
    }
    features.assign(0);
    assertThat(slice.features().get(0).norm2Number().doubleValue()).isPositive();
  }
}
