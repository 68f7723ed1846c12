package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Gradients against central differences of independently written values, in float64. */
class RegularizerGradientTest {

  private static final double L2 = 1e-2;

  private final DataSet data = Digits.first(100, DataType.DOUBLE);
  private final MultiLayerNetwork network =
      Networks.tanh(1, 6, new Sgd(0.1), DataType.DOUBLE, b -> b.l2(L2));
  private final INDArray theta = network.params().dup();

  @Test
  void objective_gradient_isThatOfTheScore() throws Exception {
    Deviation at = LinearFlowTest.compare(network, data, Reference.fullBatch(Probe.of(data)));
    INDArray gradient = at.objective().gradient();
    // Central differences of a loss of about 2: truncation 1e-10, rounding 2e-16·2/1e-5.
    for (long i : someEntries()) {
      assertThat(gradient.getDouble(i)).isCloseTo(difference(this::score, i, 1e-5), within(1e-9));
    }
  }

  @Test
  void objective_penaltiesAblated_isTheLossAlone() throws Exception {
    Deviation with = LinearFlowTest.compare(network, data, Reference.fullBatch(Probe.of(data)));
    INDArray gradient = with.objective().gradient().dup();
    network.setParams(theta.dup());
    Deviation without =
        LinearFlowTest.compare(
            network, data, Reference.fullBatch(Probe.of(data)).andWithoutPenalties());
    INDArray bare = without.objective().gradient();
    for (Segment segment : with.objective().layout().segments()) {
      double c = segment.kind() == ParameterKind.WEIGHT ? L2 : 0;
      for (long i = segment.offset(); i < segment.end(); i++) {
        assertThat(gradient.getDouble(i) - bare.getDouble(i))
            .isCloseTo(c * theta.getDouble(i), within(1e-15));
      }
    }
  }

  @Test
  void l2_gradient_isThatOfTheSquaredNormOfWeights() throws Exception {
    assertGradient(Regularizers.l2(), vector -> penalized(vector, x -> x * x), 1e-9);
  }

  @Test
  void l1_gradient_isThatOfTheSmoothedNorm() throws Exception {
    double beta = 0.2; // so that a good part of the weights lies on either side
    assertGradient(
        Regularizers.l1(beta),
        vector ->
            penalized(
                vector, x -> Math.abs(x) < beta ? x * x / (2 * beta) : Math.abs(x) - beta / 2),
        1e-9);
  }

  @Test
  void gradientNorm_gradient_isThatOfTheMeanSquaredGradient() throws Exception {
    Deviation at = LinearFlowTest.compare(network, data, Reference.fullBatch(Probe.of(data)));
    at.objective().hessianGradient();
    // That of the reference serves as the first of the three.
    assertThat(at.objective().evaluations()).isEqualTo(3.0);
    network.setParams(theta.dup());
    // A difference of differences: 1e-5 of truncation and rounding each for values of about 0.1.
    assertGradient(Regularizers.gradientNorm(), this::meanSquaredGradient, 1e-6);
  }

  private void assertGradient(
      Regularizer regularizer, ToDoubleFunction<INDArray> value, double tolerance)
      throws Exception {
    Deviation at = LinearFlowTest.compare(network, data, Reference.fullBatch(Probe.of(data)));
    List<Segment> segments =
        CandidateColumn.of(
                List.of(regularizer), ParameterGroups.total(), at.objective().layout(), false)
            .get(0)
            .segments();
    INDArray gradient = Nd4j.zeros(DataType.DOUBLE, theta.length());
    regularizer.gradient(at.objective(), segments, gradient);
    assertThat(gradient.norm2Number().doubleValue()).isGreaterThan(1e-4);
    for (long i : someEntries()) {
      assertThat(gradient.getDouble(i)).isCloseTo(difference(value, i, 1e-5), within(tolerance));
    }
  }

  private long[] someEntries() {
    return LongStream.iterate(0, i -> i < theta.length(), i -> i + 17).toArray();
  }

  private double difference(ToDoubleFunction<INDArray> value, long i, double step) {
    INDArray ahead = theta.dup();
    ahead.putScalar(i, theta.getDouble(i) + step);
    INDArray behind = theta.dup();
    behind.putScalar(i, theta.getDouble(i) - step);
    return (value.applyAsDouble(ahead) - value.applyAsDouble(behind)) / (2 * step);
  }

  private double score(INDArray parameters) {
    network.setParams(parameters);
    return network.score(data);
  }

  private double meanSquaredGradient(INDArray parameters) {
    network.setParams(parameters);
    network.initGradientsView();
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.computeGradientAndScore();
    INDArray mean = network.gradient().gradient().div(data.numExamples());
    INDArray weights = weightMask();
    INDArray gradient = mean.add(parameters.reshape(theta.length()).mul(weights).muli(L2));
    return gradient.mul(gradient).sumNumber().doubleValue() / theta.length();
  }

  private double penalized(INDArray parameters, java.util.function.DoubleUnaryOperator penalty) {
    INDArray mask = weightMask();
    double sum = 0;
    for (long i = 0; i < parameters.length(); i++) {
      sum += mask.getDouble(i) * penalty.applyAsDouble(parameters.getDouble(i));
    }
    return sum;
  }

  /** 64·6 weights and 6 biases, 6·10 weights and 10 biases. */
  private INDArray weightMask() {
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, theta.length());
    for (long i = 0; i < theta.length(); i++) {
      boolean bias = (i >= 384 && i < 390) || i >= 450;
      mask.putScalar(i, bias ? 0 : 1);
    }
    return mask;
  }
}
