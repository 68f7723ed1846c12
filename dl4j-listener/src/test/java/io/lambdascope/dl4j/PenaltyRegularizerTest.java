package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.theory.DropoutRidge;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Functions of single parameters, of pairs of them, and of activations. */
class PenaltyRegularizerTest {

  /** Values up to 100, third derivatives of size 1: 1e-16·100/1e-5 and 1e-10. */
  private static final double TOLERANCE = 1e-8;

  private static final double BETA = 0.3;

  private final MultiLayerNetwork network = GradientCheck.dense();
  private final DataSet data = GradientCheck.examples(5);
  private final double[] theta = GradientCheck.theta(network);

  /** Over the weights of {@link GradientCheck#dense}: entries 0 to 19 and 24 to 35. */
  private static ToDoubleFunction<double[]> overWeights(DoubleUnaryOperator penalty) {
    return at -> {
      double sum = 0;
      for (int i = 0; i < at.length; i++) {
        sum += i < 20 || (i >= 24 && i < 36) ? penalty.applyAsDouble(at[i]) : 0;
      }
      return sum;
    };
  }

  private static double huber(double x) {
    return Math.abs(x) < BETA ? x * x / (2 * BETA) : Math.abs(x) - BETA / 2;
  }

  private Objective objective() throws Exception {
    return GradientCheck.objective(network, data);
  }

  @Test
  void l2_gradient_isThatOfTheSquaredNorm() throws Exception {
    GradientCheck.assertGradient(
        GradientCheck.gradient(Regularizers.l2(), objective()),
        theta,
        overWeights(x -> x * x),
        TOLERANCE);
  }

  @Test
  void l1_gradient_isThatOfTheSmoothedNorm() throws Exception {
    Objective at = objective();
    Regularizer l1 = Regularizers.l1(BETA);
    GradientCheck.assertGradient(
        GradientCheck.gradient(l1, at),
        theta,
        overWeights(PenaltyRegularizerTest::huber),
        TOLERANCE);
    double within = overWeights(x -> Math.abs(x) < BETA ? 1 / 32.0 : 0).applyAsDouble(theta);
    assertThat(within).isBetween(0.2, 0.8);
    CandidateColumn column =
        CandidateColumn.of(List.of(l1), ParameterGroups.total(), at.layout(), false).get(0);
    assertThat(l1.quadraticZoneShare(at, column.segments())).hasValue(within);
    assertThat(Regularizers.l2().quadraticZoneShare(at, column.segments())).isEmpty();
  }

  @Test
  void elasticNet_isRidgeAndSmoothedLasso() throws Exception {
    Objective at = objective();
    List<Regularizer> net = Regularizers.elasticNet(BETA);
    assertThat(net).extracting(Regularizer::name).containsExactly("l2", "l1");
    double[] ridge = GradientCheck.gradient(net.get(0), at);
    double[] lasso = GradientCheck.gradient(net.get(1), at);
    double[] both = new double[theta.length];
    IntStream.range(0, theta.length).forEach(i -> both[i] = 0.7 * ridge[i] + 0.2 * lasso[i]);
    GradientCheck.assertGradient(
        both, theta, overWeights(x -> 0.7 * x * x + 0.2 * huber(x)), TOLERANCE);
  }

  @Test
  void l2_perLayerAndPerKind_isThatOfTheGroup() throws Exception {
    Objective at = objective();
    List<double[]> layers =
        GradientCheck.gradients(Regularizers.l2(), ParameterGroups.perLayer(), at);
    for (int layer = 0; layer < 2; layer++) {
      int from = layer == 0 ? 0 : 24;
      int to = layer == 0 ? 20 : 36;
      GradientCheck.assertGradient(
          layers.get(layer),
          theta,
          t -> IntStream.range(from, to).mapToDouble(i -> t[i] * t[i]).sum(),
          TOLERANCE);
    }
    List<CandidateColumn> kinds =
        CandidateColumn.of(
            List.of(Regularizers.l2()), ParameterGroups.perKind(), at.layout(), true);
    assertThat(kinds).extracting(CandidateColumn::group).containsExactly("weight", "bias");
    INDArray into = Nd4j.zeros(DataType.DOUBLE, theta.length);
    kinds.get(1).regularizer().gradient(at, kinds.get(1).segments(), into);
    GradientCheck.assertGradient(
        into.data().asDouble(),
        theta,
        t ->
            IntStream.range(0, 39)
                .filter(i -> (i >= 20 && i < 24) || i >= 36)
                .mapToDouble(i -> t[i] * t[i])
                .sum(),
        TOLERANCE);
  }

  @Test
  void distance_gradient_isThatOfTheSquaredDistanceFromACopy() throws Exception {
    INDArray origin = GradientCheck.normal(77, 0.5, 1, 39);
    double[] start = origin.dup().data().asDouble();
    Regularizer distance = Regularizers.distance(origin);
    origin.assign(0); // θ₀ was copied
    GradientCheck.assertGradient(
        GradientCheck.gradient(distance, objective()),
        theta,
        t -> {
          double sum = 0;
          for (int i = 0; i < 39; i++) {
            boolean weight = i < 20 || (i >= 24 && i < 36);
            sum += weight ? Math.pow(t[i] - start[i], 2) : 0;
          }
          return sum;
        },
        TOLERANCE);
    assertThat(distance.weightDecayPerLambda()).isEmpty();
    assertThat(Regularizers.l2().weightDecayPerLambda()).hasValue(2);
  }

  @Test
  void distance_fromAnotherNetworksParameters_isRefused() throws Exception {
    Objective at = objective();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> GradientCheck.gradient(Regularizers.distance(Nd4j.ones(DataType.DOUBLE, 7)), at))
        .withMessageContaining("has 7 entries, and the network 39 parameters");
  }

  /** Of the 12 weights of the second layer, entries 24 to 35. */
  @Test
  void diagonalQuadratic_terms_areSquaresOfTheParameters() throws Exception {
    Objective at = objective();
    List<Regularizer> terms = Regularizers.diagonalQuadratic(12);
    assertThat(terms).hasSize(12);
    ParameterGroups second = ParameterGroups.of("second", s -> s.layer().equals("1"));
    for (int i = 0; i < 12; i++) {
      int entry = 24 + i;
      assertThat(terms.get(i).name()).isEqualTo("square_" + i);
      assertThat(terms.get(i).weightDecayPerLambda()).hasValue(2);
      GradientCheck.assertGradient(
          GradientCheck.gradients(terms.get(i), second, at).get(0),
          theta,
          t -> t[entry] * t[entry],
          TOLERANCE);
    }
  }

  /** Of a network of 8 weights: [4, 2] without bias. */
  @Test
  void fullQuadratic_terms_areAllProductsOfTheParameters() throws Exception {
    MultiLayerNetwork small = linear(4, 2);
    Objective at =
        GradientCheck.objective(
            small,
            new DataSet(GradientCheck.normal(1, 1, 10, 4), GradientCheck.normal(2, 1, 10, 2)));
    double[] parameters = GradientCheck.theta(small);
    List<Regularizer> terms = Regularizers.fullQuadratic(8);
    assertThat(terms).hasSize(36);
    int k = 0;
    for (int i = 0; i < 8; i++) {
      for (int j = i; j < 8; j++) {
        int first = i;
        int second = j;
        assertThat(terms.get(k).name())
            .isEqualTo(i == j ? "square_" + i : "product_" + i + "_" + j);
        GradientCheck.assertGradient(
            GradientCheck.gradient(terms.get(k++), at),
            parameters,
            t -> t[first] * t[second],
            TOLERANCE);
      }
    }
  }

  @Test
  void quadraticForms_ofOtherSizes_areRefused() throws Exception {
    Objective at = objective();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regularizers.fullQuadratic(11))
        .withMessageContaining("1 to 10 parameters")
        .withMessageContaining("given were 11");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regularizers.diagonalQuadratic(65))
        .withMessageContaining("1 to 64")
        .withMessageContaining("l2() with groups");
    assertThatIllegalArgumentException().isThrownBy(() -> Regularizers.diagonalQuadratic(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientCheck.gradient(Regularizers.fullQuadratic(8).get(0), at))
        .withMessageContaining("of 8 parameters")
        .withMessageContaining("are 32: [0_W, 1_W]");
  }

  @Test
  void activationL2_gradient_isThatWithTheActivationsHeldFixed() throws Exception {
    double[] inputs = new double[5];
    double[] hidden = new double[4];
    for (int n = 0; n < GradientCheck.EXAMPLES; n++) {
      for (int i = 0; i < 5; i++) {
        inputs[i] += Math.pow(data.getFeatures().getDouble(n, i), 2) / GradientCheck.EXAMPLES;
      }
      for (int j = 0; j < 4; j++) {
        double sum = theta[20 + j];
        for (int i = 0; i < 5; i++) {
          sum += data.getFeatures().getDouble(n, i) * theta[i + 5 * j];
        }
        hidden[j] += Math.pow(Math.tanh(sum), 2) / GradientCheck.EXAMPLES;
      }
    }
    Objective at = objective();
    double[] gradient = GradientCheck.gradient(Regularizers.activationL2(), at);
    GradientCheck.assertGradient(
        gradient,
        theta,
        t -> {
          double sum = 0;
          for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 4; j++) {
              sum += inputs[i] * Math.pow(t[i + 5 * j], 2);
            }
          }
          for (int j = 0; j < 4; j++) {
            for (int k = 0; k < 3; k++) {
              sum += hidden[j] * Math.pow(t[24 + j + 4 * k], 2);
            }
          }
          return sum;
        },
        TOLERANCE);
    assertThat(at.evaluations()).isEqualTo(1.0); // the reference's own
  }

  @Test
  void activationL2_convolution_weighsKernelsByChannel() throws Exception {
    MultiLayerNetwork convolution = GradientCheck.convolution();
    DataSet images = GradientCheck.examples(2, 4, 4);
    double[] channels = new double[2];
    for (int n = 0; n < GradientCheck.EXAMPLES; n++) {
      for (int c = 0; c < 2; c++) {
        for (int pixel = 0; pixel < 16; pixel++) {
          double x = images.getFeatures().getDouble(n, c, pixel / 4, pixel % 4);
          channels[c] += x * x / (16 * GradientCheck.EXAMPLES);
        }
      }
    }
    GradientCheck.assertGradient(
        GradientCheck.gradients(
                Regularizers.activationL2(),
                ParameterGroups.of("convolution", s -> s.layer().equals("0")),
                GradientCheck.objective(convolution, images))
            .get(0),
        GradientCheck.theta(convolution),
        t ->
            IntStream.range(0, 24)
                .mapToDouble(i -> channels[i / 4 % 2] * t[3 + i] * t[3 + i])
                .sum(),
        TOLERANCE);
  }

  @Test
  void activationL2_recurrentLayer_weighsInputWeightsAlone() throws Exception {
    MultiLayerNetwork recurrent =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .list()
                .layer(new LSTM.Builder().nIn(2).nOut(3).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(3)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    recurrent.init();
    INDArray features = GradientCheck.normal(4, 1, 6, 2, 5);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, 6, 3, 5);
    double[] squares = new double[2];
    for (int n = 0; n < 6; n++) {
      for (int t = 0; t < 5; t++) {
        labels.putScalar(n, (n + t) % 3, t, 1);
        for (int i = 0; i < 2; i++) {
          squares[i] += Math.pow(features.getDouble(n, i, t), 2) / 30;
        }
      }
    }
    Objective at = GradientCheck.objective(recurrent, new DataSet(features, labels));
    List<CandidateColumn> columns =
        CandidateColumn.of(
            List.of(Regularizers.activationL2()), ParameterGroups.perLayer(), at.layout(), false);
    assertThat(columns.get(0).segments()).extracting(s -> s.gradientKey()).containsExactly("0_W");
    GradientCheck.assertGradient(
        GradientCheck.gradients(Regularizers.activationL2(), ParameterGroups.perLayer(), at).get(0),
        GradientCheck.theta(recurrent),
        // [2, 12] from 0, first index fastest
        t -> IntStream.range(0, 24).mapToDouble(i -> squares[i % 2] * t[i] * t[i]).sum(),
        TOLERANCE);
  }

  /**
   * Wager et al.: with λ = δ/(1−δ) it is what dropout of the inputs adds to the mean of (y − xw)²
   * over all masks, here all 2³ of each example.
   */
  @Test
  void activationL2_ofALinearModel_isTheRidgeOfDropout() throws Exception {
    MultiLayerNetwork linear = linear(3, 1);
    INDArray x = GradientCheck.normal(21, 1, 10, 3);
    INDArray y = GradientCheck.normal(22, 1, 10, 1);
    double[] w = GradientCheck.theta(linear);
    double rate = 0.3;
    double[] added = new double[3];
    double[][] rows = new double[10][3];
    for (int n = 0; n < 10; n++) {
      for (int i = 0; i < 3; i++) {
        rows[n][i] = x.getDouble(n, i);
      }
      for (int mask = 0; mask < 8; mask++) {
        double probability = 1;
        double[] kept = new double[3];
        double residual = -y.getDouble(n, 0);
        for (int i = 0; i < 3; i++) {
          boolean keep = (mask >> i & 1) == 1;
          probability *= keep ? 1 - rate : rate;
          kept[i] = keep ? rows[n][i] / (1 - rate) : 0;
          residual += kept[i] * w[i];
        }
        double clean = -y.getDouble(n, 0);
        for (int i = 0; i < 3; i++) {
          clean += rows[n][i] * w[i];
        }
        for (int i = 0; i < 3; i++) {
          added[i] += probability * 2 * (residual * kept[i] - clean * rows[n][i]) / 10;
        }
      }
    }
    double[] column =
        GradientCheck.gradient(
            Regularizers.activationL2(), GradientCheck.objective(linear, new DataSet(x, y)));
    double[] ridge = DropoutRidge.leastSquares(rows, rate, 1 / 10.0);
    for (int i = 0; i < 3; i++) {
      // Sums of 80 terms of size 1 in float64.
      assertThat(rate / (1 - rate) * column[i]).isCloseTo(added[i], within(1e-13));
      assertThat(rate / (1 - rate) * column[i]).isCloseTo(2 * ridge[i] * w[i], within(1e-13));
    }
  }

  @Test
  void activationL2_ofAGraph_isThatOfTheSameLayers() throws Exception {
    double[] expected = GradientCheck.gradient(Regularizers.activationL2(), objective());
    assertThat(GraphColumns.gradient(Regularizers.activationL2(), network, data))
        .containsExactly(expected, within(1e-15));
  }

  private static MultiLayerNetwork linear(int inputs, int outputs) {
    MultiLayerNetwork linear =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(inputs)
                        .nOut(outputs)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    linear.init();
    return linear;
  }
}
