package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Functions of the objective's gradient, by differences of their values. */
class GradientRegularizerTest {

  /**
   * Both sides are differences of gradients of size 0.1 over 1e-5: a rounding of 1e-16·0.1/1e-5 in
   * each, and truncations of 1e-10 of a third derivative of the gradient of up to some hundred.
   */
  private static final double TOLERANCE = 1e-7;

  /** Root 0.03: some of the gradient's entries are larger, some smaller. */
  private static final double EPSILON = 1e-3;

  private final MultiLayerNetwork network = GradientCheck.dense();
  private final DataSet data = GradientCheck.examples(5);
  private final double[] theta = GradientCheck.theta(network);
  private final Values values = new Values((at, from, to) -> denseGradient(data, at, from, to));

  /** Mean gradients over examples [from, to). */
  private interface MeanGradient {
    double[] of(double[] at, int from, int to);
  }

  /** That of {@link GradientCheck#dense}: tanh, softmax and cross entropy, written out. */
  private static double[] denseGradient(DataSet data, double[] at, int from, int to) {
    double[] gradient = new double[39];
    for (int n = from; n < to; n++) {
      double[] hidden = new double[4];
      for (int j = 0; j < 4; j++) {
        double sum = at[20 + j];
        for (int i = 0; i < 5; i++) {
          sum += data.getFeatures().getDouble(n, i) * at[i + 5 * j];
        }
        hidden[j] = Math.tanh(sum);
      }
      double[] excess = new double[3];
      double total = 0;
      for (int k = 0; k < 3; k++) {
        double sum = at[36 + k];
        for (int j = 0; j < 4; j++) {
          sum += hidden[j] * at[24 + j + 4 * k];
        }
        excess[k] = Math.exp(sum);
        total += excess[k];
      }
      double[] back = new double[4];
      for (int k = 0; k < 3; k++) {
        excess[k] = (excess[k] / total - data.getLabels().getDouble(n, k)) / (to - from);
        gradient[36 + k] += excess[k];
        for (int j = 0; j < 4; j++) {
          gradient[24 + j + 4 * k] += hidden[j] * excess[k];
          back[j] += at[24 + j + 4 * k] * excess[k] * (1 - hidden[j] * hidden[j]);
        }
      }
      for (int j = 0; j < 4; j++) {
        gradient[20 + j] += back[j];
        for (int i = 0; i < 5; i++) {
          gradient[i + 5 * j] += data.getFeatures().getDouble(n, i) * back[j];
        }
      }
    }
    return gradient;
  }

  /** That of any network, by a clone of it. */
  private static MeanGradient ofClone(MultiLayerNetwork network, DataSet data) {
    MultiLayerNetwork copy = network.clone();
    copy.initGradientsView();
    return (at, from, to) -> {
      copy.setParams(Nd4j.create(at).reshape(1, at.length));
      copy.setInput(data.getFeatures().get(NDArrayIndex.interval(from, to)).dup());
      copy.setLabels(data.getLabels().get(NDArrayIndex.interval(from, to)).dup());
      copy.computeGradientAndScore();
      return copy.gradient().gradient().div(to - from).data().asDouble();
    };
  }

  /** The values of the regularizers of a network by its gradients. */
  private record Values(MeanGradient gradient) {

    /** Of entries [from, to). */
    ToDoubleFunction<double[]> meanSquare(int from, int to) {
      return at -> {
        double[] g = gradient.of(at, 0, GradientCheck.EXAMPLES);
        double sum = 0;
        for (int i = from; i < to; i++) {
          sum += g[i] * g[i];
        }
        return sum / g.length;
      };
    }

    ToDoubleFunction<double[]> oneNorm(int from, int to, double epsilon) {
      return at -> {
        double[] g = gradient.of(at, 0, GradientCheck.EXAMPLES);
        double sum = 0;
        for (int i = from; i < to; i++) {
          sum += Math.sqrt(g[i] * g[i] + epsilon);
        }
        return sum;
      };
    }

    /** The first m mini-batches of a size. */
    ToDoubleFunction<double[]> noise(int size, int m, int from, int to) {
      return at -> {
        List<double[]> gradients = new ArrayList<>();
        for (int k = 0; k < m; k++) {
          gradients.add(gradient.of(at, k * size, (k + 1) * size));
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
          double mean = 0;
          for (double[] g : gradients) {
            mean += g[i] / m;
          }
          for (double[] g : gradients) {
            sum += (g[i] - mean) * (g[i] - mean) / m;
          }
        }
        return sum;
      };
    }
  }

  private void assertPerLayer(
      Regularizer regularizer, ToDoubleFunction<double[]> first, ToDoubleFunction<double[]> second)
      throws Exception {
    Objective at = GradientCheck.objective(network, data);
    List<double[]> gradients = GradientCheck.gradients(regularizer, ParameterGroups.perLayer(), at);
    assertThat(gradients).hasSize(2);
    GradientCheck.assertGradient(gradients.get(0), theta, first, TOLERANCE);
    GradientCheck.assertGradient(gradients.get(1), theta, second, TOLERANCE);
    double[] total = GradientCheck.gradient(regularizer, at);
    for (int i = 0; i < theta.length; i++) {
      // Each of the three by its own central difference.
      assertThat(gradients.get(0)[i] + gradients.get(1)[i]).isCloseTo(total[i], within(TOLERANCE));
    }
  }

  @Test
  void gradientNorm_total_isThatOfTheMeanSquare() throws Exception {
    Objective at = GradientCheck.objective(network, data);
    GradientCheck.assertGradient(
        GradientCheck.gradient(Regularizers.gradientNorm(), at),
        theta,
        values.meanSquare(0, 39),
        TOLERANCE);
    // That of the reference serves as the first of the three.
    assertThat(at.evaluations()).isEqualTo(3.0);
  }

  @Test
  void gradientNorm_perLayer_addsUpToTheTotal() throws Exception {
    assertPerLayer(
        Regularizers.gradientNorm(), values.meanSquare(0, 24), values.meanSquare(24, 39));
  }

  @Test
  void gradientOneNorm_total_isThatOfThePerturbedNorm() throws Exception {
    double[] g = denseGradient(data, theta, 0, GradientCheck.EXAMPLES);
    assertThat(Arrays.stream(g).filter(x -> x * x > EPSILON).count()).isBetween(5L, 34L);
    Objective at = GradientCheck.objective(network, data);
    GradientCheck.assertGradient(
        GradientCheck.gradient(Regularizers.gradientOneNorm(EPSILON), at),
        theta,
        values.oneNorm(0, 39, EPSILON),
        TOLERANCE);
    assertThat(at.evaluations()).isEqualTo(3.0);
  }

  @Test
  void gradientOneNorm_perLayer_addsUpToTheTotal() throws Exception {
    assertPerLayer(
        Regularizers.gradientOneNorm(EPSILON),
        values.oneNorm(0, 24, EPSILON),
        values.oneNorm(24, 39, EPSILON));
  }

  @Test
  void gradientNoise_dividingData_isThatOfTheVarianceOfMiniBatches() throws Exception {
    Objective at = GradientCheck.objective(network, data);
    GradientCheck.assertGradient(
        GradientCheck.gradient(Regularizers.gradientNoise(8), at),
        theta,
        values.noise(8, 3, 0, 39),
        TOLERANCE);
    // One by the reference, and on each mini-batch one here and two beside.
    assertThat(at.evaluations()).isEqualTo(4.0);
  }

  @Test
  void gradientNoise_remainder_isLeftOut() throws Exception {
    Objective at = GradientCheck.objective(network, data);
    GradientCheck.assertGradient(
        GradientCheck.gradient(Regularizers.gradientNoise(10), at),
        theta,
        values.noise(10, 2, 0, 39),
        TOLERANCE);
    // One by the reference, and four of the 20 of 24 examples that make mini-batches.
    assertThat(at.evaluations()).isCloseTo(1 + 4 * 20 / 24.0, within(1e-12));
  }

  @Test
  void gradientNoise_chunksOfAnotherSize_areCutAcross() throws Exception {
    Objective at = GradientCheck.objective(network, Probe.of(Training.batches(data, 7)), data);
    GradientCheck.assertGradient(
        GradientCheck.gradient(Regularizers.gradientNoise(8), at),
        theta,
        values.noise(8, 3, 0, 39),
        TOLERANCE);
  }

  @Test
  void gradientNoise_perLayer_addsUpToTheTotal() throws Exception {
    assertPerLayer(
        Regularizers.gradientNoise(8), values.noise(8, 3, 0, 24), values.noise(8, 3, 24, 39));
  }

  @Test
  void gradientNoise_ofTheWholeData_isZero() throws Exception {
    Objective at = GradientCheck.objective(network, data);
    assertThat(GradientCheck.gradient(Regularizers.gradientNoise(13), at)).containsOnly(0);
  }

  @Test
  void gradientRegularizers_convolution_areThoseOfTheirValues() throws Exception {
    MultiLayerNetwork convolution = GradientCheck.convolution();
    DataSet images = GradientCheck.examples(2, 4, 4);
    Objective at = GradientCheck.objective(convolution, images);
    Values other = new Values(ofClone(convolution, images));
    int p = (int) convolution.numParams();
    for (var pair :
        List.of(
            new Pair(Regularizers.gradientNorm(), other.meanSquare(0, p)),
            new Pair(Regularizers.gradientOneNorm(EPSILON), other.oneNorm(0, p, EPSILON)),
            new Pair(Regularizers.gradientNoise(8), other.noise(8, 3, 0, p)))) {
      GradientCheck.assertGradient(
          GradientCheck.gradient(pair.regularizer(), at),
          GradientCheck.theta(convolution),
          pair.value(),
          TOLERANCE,
          9);
    }
  }

  private record Pair(Regularizer regularizer, ToDoubleFunction<double[]> value) {}

  @Test
  void settings_outOfRange_areRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Regularizers.gradientOneNorm(bad))
          .withMessageContaining(String.valueOf(bad));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regularizers.gradientNoise(0))
        .withMessageContaining("at least 1 example")
        .withMessageContaining("batch size of training");
  }
}
