package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CovarianceKind;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.verdict.EnergyBasis;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Dropout of the inputs of a linear model with loss (1/n)Σ(y − xW)² is on average exactly the
 * penalty δ/(1 − δ)·Σ_j E[x_j²]W_j² (Wager, Wang, Liang, NeurIPS 2013): the activation-weighted
 * coefficient at rate δ is δ/(1 − δ).
 */
class DropoutMeanTest {

  private static final double RATE = 0.3;
  private static final double EXACT = RATE / (1 - RATE);
  private static final int SAMPLES = 20;
  private static final int EXAMPLES = 100;

  /** So small a learning rate that all samples are of nearly the same parameters. */
  private static final double STILL = 1e-6;

  private static MultiLayerNetwork linear(double retain, DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(21)
                .dataType(type)
                .updater(new Sgd(STILL))
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(64)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .dropOut(retain)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static DataSet regression(DataType type) {
    DataSet digits = Digits.first(EXAMPLES, type);
    return new DataSet(
        digits.getFeatures(),
        digits.getLabels().get(NDArrayIndex.all(), NDArrayIndex.interval(0, 1)).dup());
  }

  private static List<MonitorSnapshot> observe(MultiLayerNetwork network, int masks) {
    DataSet data = regression(network.params().dataType());
    Training.seed();
    return Training.observe(
        ImplicitBiasListener.builder()
            .reference(Reference.dropoutMean(masks))
            .regularizers(Regularizers.activationL2())
            .estimator(new PerObservationEstimator()),
        network,
        () -> IntStream.range(0, SAMPLES).forEach(i -> network.fit(data)));
  }

  private static DoubleStream coefficients(
      List<MonitorSnapshot> snapshots, java.util.function.ToDoubleFunction<Coefficient> reading) {
    return snapshots.stream()
        .mapToDouble(s -> reading.applyAsDouble(s.estimate().orElseThrow().coefficient(0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 64, 256})
  void activationWeighted_linearModel_isTheExactCoefficientWithinItsErrors(int masks) {
    List<MonitorSnapshot> snapshots = observe(linear(1 - RATE, DataType.DOUBLE), masks);
    assertThat(snapshots).hasSize(SAMPLES);
    for (MonitorSnapshot snapshot : snapshots) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      assertThat(estimate.covarianceKind()).isEqualTo(CovarianceKind.CLUSTER_ROBUST);
      assertThat(snapshot.latest().orElseThrow().verdicts().orElseThrow().basis())
          .isEqualTo(EnergyBasis.PREDICTABLE);
      assertThat(snapshot.latest().orElseThrow().sample().quality().gradients())
          .isEqualTo(masks + 1.0);
    }
    double mean = coefficients(snapshots, Coefficient::value).average().orElseThrow();
    double error =
        Math.sqrt(coefficients(snapshots, Coefficient::standardError).map(s -> s * s).sum())
            / SAMPLES;
    assertThat(mean).isCloseTo(EXACT, within(3 * error));
    // Each sample's own interval, Student's t of few degrees of freedom: 95% of 20, so 19, and as
    // few as 15 in one run of 400.
    long holding =
        snapshots.stream()
            .map(s -> s.estimate().orElseThrow().coefficient(0))
            .filter(c -> c.lower() <= EXACT && EXACT <= c.upper())
            .count();
    assertThat(holding).isGreaterThanOrEqualTo(15);
  }

  @Test
  void interval_moreMasks_shrinksAsTheirRoot() {
    double[] scaled =
        IntStream.of(4, 16, 64, 256)
            .mapToDouble(
                masks ->
                    Math.sqrt(masks)
                        * coefficients(
                                observe(linear(1 - RATE, DataType.DOUBLE), masks),
                                Coefficient::standardError)
                            .average()
                            .orElseThrow())
            .toArray();
    // A standard error from 3 or 7 degrees of freedom is good to 0.4 or 0.27 of itself, the mean of
    // 20 to 0.09 or 0.06, and that from 3 is low by 0.08: the ratio of two is within 0.3 of 1.
    for (double one : scaled) {
      assertThat(one / scaled[1]).isCloseTo(1, within(0.3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void activationWeighted_rateZero_isExactlyZero(DataType type) {
    List<MonitorSnapshot> snapshots = observe(linear(1, type), 8);
    assertThat(snapshots).hasSize(SAMPLES);
    for (MonitorSnapshot snapshot : snapshots) {
      Coefficient coefficient = snapshot.estimate().orElseThrow().coefficient(0);
      assertThat(snapshot.latest().orElseThrow().sample().deviationNorm()).isZero();
      assertThat(coefficient.value()).isZero();
      assertThat(coefficient.lower()).isZero();
      assertThat(coefficient.upper()).isZero();
    }
  }
}
