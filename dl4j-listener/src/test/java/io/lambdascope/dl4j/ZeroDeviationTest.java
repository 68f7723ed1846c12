package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Where nothing that the reference leaves out was there, the deviation is zero to the last bit. */
class ZeroDeviationTest {

  static Stream<Arguments> networks() {
    return Stream.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3))
        .flatMap(
            updater ->
                Stream.of(
                    Arguments.of(Networks.tanh(2, 32, updater, DataType.FLOAT, b -> b.l2(1e-3))),
                    Arguments.of(
                        Networks.tanh(2, 32, updater, DataType.DOUBLE, b -> b.l2(1e-3))
                            .toComputationGraph())));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void withoutDropout_noDropout_isExactlyZero(Model network) {
    DataSet digits = Digits.all(network.params().dataType());
    assertZero(
        Training.observe(
            listener(Reference.withoutDropout()),
            network,
            () -> Training.fit(network, digits, 64, 1)),
        29);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void fullBatch_fullBatchTraining_isExactlyZero(Model network) {
    DataSet digits = Digits.first(500, network.params().dataType());
    assertZero(
        Training.observe(
            listener(Reference.fullBatch(Probe.of(digits))),
            network,
            () -> Training.fit(network, digits, 500, 5)),
        5);
  }

  static Stream<Arguments> unpenalized() {
    return Stream.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3))
        .map(
            updater ->
                Arguments.of(Networks.tanh(2, 32, updater, DataType.FLOAT, b -> b.dropOut(0.8))));
  }

  @ParameterizedTest
  @MethodSource("unpenalized")
  void withoutPenalties_noPenalties_isExactlyZero(Model network) {
    DataSet digits = Digits.all(DataType.FLOAT);
    assertZero(
        Training.observe(
            listener(Reference.withoutPenalties()),
            network,
            () -> Training.fit(network, digits, 64, 1)),
        29);
  }

  private static ImplicitBiasListenerBuilder listener(Reference reference) {
    return ImplicitBiasListener.builder()
        .reference(reference)
        .regularizers(Regularizers.l2(), Regularizers.l1(), Regularizers.gradientNorm());
  }

  private static void assertZero(List<MonitorSnapshot> snapshots, int samples) {
    assertThat(snapshots).hasSize(samples);
    for (MonitorSnapshot snapshot : snapshots) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      assertThat(snapshot.latest().orElseThrow().sample().deviationNorm()).isZero();
      assertThat(estimate.fit().deviationEnergy()).isZero();
      assertThat(estimate.fit().rSquared()).isEqualTo(1);
      assertThat(estimate.fit().residualRatio()).isZero();
      assertThat(estimate.coefficients())
          .allSatisfy(
              coefficient -> {
                assertThat(coefficient.value()).isZero();
                assertThat(coefficient.lower()).isZero();
                assertThat(coefficient.upper()).isZero();
              });
    }
  }
}
