package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

/** Functions of weight matrices, on dense layers and on convolution kernels. */
class MatrixRegularizerTest {

  /** Among the singular values of the two networks, 0.3 to 4, so that it acts on both sides. */
  private static final double SMOOTHING = 0.8;

  /** Values up to 1e3 with third derivatives as large: 1e-16·1e3/1e-5 and 1e3·1e-10/6. */
  private static final double TOLERANCE = 1e-7;

  private record Case(Regularizer regularizer, ToDoubleFunction<double[][]> value) {
    @Override
    public String toString() {
      return regularizer.name();
    }
  }

  static Stream<Case> invariant() {
    return Stream.of(
        new Case(Regularizers.stableRank(), MatrixRegularizerTest::stableRank),
        new Case(Regularizers.spectralEntropy(), MatrixRegularizerTest::entropy),
        new Case(Regularizers.weightCoherence(), MatrixRegularizerTest::coherence));
  }

  static Stream<Case> all() {
    return Stream.concat(
        invariant(),
        Stream.of(
            new Case(Regularizers.orthogonality(), MatrixRegularizerTest::orthogonality),
            new Case(Regularizers.nuclearNorm(SMOOTHING), w -> schatten(w, 1, SMOOTHING)),
            new Case(Regularizers.nuclearNorm(), w -> schatten(w, 1, 1e-3)),
            new Case(Regularizers.schatten(0.5), w -> schatten(w, 0.5, 1e-3)),
            new Case(Regularizers.schatten(3), w -> schatten(w, 3, 1e-3))));
  }

  private static double stableRank(double[][] w) {
    double[] squares = GradientCheck.squaredSingularValues(w);
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return sum / squares[0];
  }

  private static double entropy(double[][] w) {
    double[] squares = GradientCheck.squaredSingularValues(w);
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    double entropy = 0;
    for (double square : squares) {
      entropy -= square / sum * Math.log(square / sum);
    }
    return entropy;
  }

  private static double coherence(double[][] w) {
    double[][] gram = GradientCheck.gram(w);
    int n = gram.length;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        sum += i == j ? 0 : gram[i][j] * gram[i][j] / (gram[i][i] * gram[j][j]);
      }
    }
    return sum / (n * (n - 1));
  }

  private static double orthogonality(double[][] w) {
    double[][] gram = GradientCheck.gram(w);
    double sum = 0;
    for (int i = 0; i < gram.length; i++) {
      for (int j = 0; j < gram.length; j++) {
        double excess = gram[i][j] - (i == j ? 1 : 0);
        sum += excess * excess;
      }
    }
    return sum;
  }

  private static double schatten(double[][] w, double power, double smoothing) {
    double sum = 0;
    for (double square : GradientCheck.squaredSingularValues(w)) {
      sum += Math.pow(square + smoothing * smoothing, power / 2);
    }
    return sum;
  }

  private static double sum(List<double[][]> matrices, ToDoubleFunction<double[][]> value) {
    return matrices.stream().mapToDouble(value).sum();
  }

  @Test
  void smoothing_ofTheCase_liesAmongTheSingularValues() {
    for (double[][] w : GradientCheck.denseMatrices(GradientCheck.theta(GradientCheck.dense()))) {
      double[] squares = GradientCheck.squaredSingularValues(w);
      assertThat(squares[0]).isGreaterThan(SMOOTHING * SMOOTHING);
      assertThat(squares[squares.length - 1]).isLessThan(SMOOTHING * SMOOTHING);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradient_denseNetwork_isThatOfTheValue(Case of) throws Exception {
    MultiLayerNetwork network = GradientCheck.dense();
    Objective at = GradientCheck.objective(network, GradientCheck.examples(5));
    GradientCheck.assertGradient(
        GradientCheck.gradient(of.regularizer(), at),
        GradientCheck.theta(network),
        theta -> sum(GradientCheck.denseMatrices(theta), of.value()),
        TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradient_convolution_isThatOfTheValue(Case of) throws Exception {
    MultiLayerNetwork network = GradientCheck.convolution();
    Objective at = GradientCheck.objective(network, GradientCheck.examples(2, 4, 4));
    GradientCheck.assertGradient(
        GradientCheck.gradient(of.regularizer(), at),
        GradientCheck.theta(network),
        theta -> sum(GradientCheck.convolutionMatrices(theta), of.value()),
        TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradient_perLayer_isThatOfTheLayersValue(Case of) throws Exception {
    MultiLayerNetwork network = GradientCheck.dense();
    Objective at = GradientCheck.objective(network, GradientCheck.examples(5));
    List<double[]> gradients =
        GradientCheck.gradients(of.regularizer(), ParameterGroups.perLayer(), at);
    assertThat(gradients).hasSize(2);
    for (int layer = 0; layer < 2; layer++) {
      int number = layer;
      GradientCheck.assertGradient(
          gradients.get(layer),
          GradientCheck.theta(network),
          theta -> of.value().applyAsDouble(GradientCheck.denseMatrices(theta).get(number)),
          TOLERANCE);
    }
  }

  /** Scaling a matrix does not change them, so their gradients have no part along θ. */
  @ParameterizedTest
  @MethodSource("invariant")
  void gradient_ofAScaleInvariant_isOrthogonalToTheRidge(Case of) throws Exception {
    for (MultiLayerNetwork network : List.of(GradientCheck.dense(), GradientCheck.convolution())) {
      boolean dense = network.numParams() == 39;
      Objective at =
          GradientCheck.objective(
              network, dense ? GradientCheck.examples(5) : GradientCheck.examples(2, 4, 4));
      double[] theta = GradientCheck.theta(network);
      for (double[] gradient :
          GradientCheck.gradients(of.regularizer(), ParameterGroups.perLayer(), at)) {
        double product = 0;
        double size = 0;
        for (int i = 0; i < theta.length; i++) {
          product += gradient[i] * theta[i];
          size += Math.abs(gradient[i] * theta[i]);
        }
        assertThat(size).isGreaterThan(0.01);
        // A sum of some 80 products that cancel: rounding of each, and of the singular vectors.
        assertThat(product).isCloseTo(0, within(1e-13 * size));
      }
    }
  }

  @Test
  void schatten_powerTwo_isTheRidgeOfMatrices() throws Exception {
    Objective at = GradientCheck.objective(GradientCheck.dense(), GradientCheck.examples(5));
    double[] schatten = GradientCheck.gradient(Regularizers.schatten(2), at);
    double[] ridge = GradientCheck.gradient(Regularizers.l2(), at);
    for (int i = 0; i < ridge.length; i++) {
      assertThat(schatten[i]).isCloseTo(ridge[i], within(1e-13));
    }
    assertThat(Regularizers.schatten(0.5).name()).isEqualTo("schatten_0_5");
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradient_zeroMatrix_isFiniteAndZero(Case of) throws Exception {
    MultiLayerNetwork network = GradientCheck.dense();
    network.setParams(network.params().mul(0));
    Objective at = GradientCheck.objective(network, GradientCheck.examples(5));
    assertThat(GradientCheck.gradient(of.regularizer(), at)).containsOnly(0);
  }

  @Test
  void smoothing_outOfRange_isRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Regularizers.nuclearNorm(bad))
          .withMessageContaining("nuclear_norm")
          .withMessageContaining(String.valueOf(bad));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Regularizers.schatten(bad))
          .withMessageContaining("power");
    }
  }

  @Test
  void pathNorm_gradient_isThatOfTheSumOverPaths() throws Exception {
    MultiLayerNetwork network = GradientCheck.dense();
    Objective at = GradientCheck.objective(network, GradientCheck.examples(5));
    GradientCheck.assertGradient(
        GradientCheck.gradient(Regularizers.pathNorm(), at),
        GradientCheck.theta(network),
        theta -> {
          double[][] first = GradientCheck.matrix(theta, 0, 5, 4);
          double[][] second = GradientCheck.matrix(theta, 24, 4, 3);
          double sum = 0;
          for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 4; j++) {
              for (int k = 0; k < 3; k++) {
                sum += Math.pow(first[i][j] * second[j][k], 2);
              }
            }
          }
          return sum;
        },
        TOLERANCE);
  }

  @Test
  void pathNorm_convolution_isRefused() throws Exception {
    Objective at =
        GradientCheck.objective(GradientCheck.convolution(), GradientCheck.examples(2, 4, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientCheck.gradient(Regularizers.pathNorm(), at))
        .withMessageContaining("stack of dense layers")
        .withMessageContaining("0_W[3, 2, 2, 2]");
  }

  @Test
  void pathNorm_layersWithAGap_isRefused() throws Exception {
    Objective at =
        GradientCheck.objective(
            Networks.tanh(3, 6, new Sgd(0.1), DataType.DOUBLE, b -> {}),
            Digits.first(20, DataType.DOUBLE));
    // 64-6 and, two further on, 6-6: the sizes chain, the layers do not.
    ParameterGroups gap =
        ParameterGroups.of("ends", s -> s.layer().equals("0") || s.layer().equals("2"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientCheck.gradients(Regularizers.pathNorm(), gap, at))
        .withMessageContaining("stack of dense layers");
  }
}
