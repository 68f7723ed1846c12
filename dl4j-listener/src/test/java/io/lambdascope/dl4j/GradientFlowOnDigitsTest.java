package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Full-batch gradient descent against its flow: theory says λ = ηp/4 (Barrett and Dherin). */
class GradientFlowOnDigitsTest {

  /** Where ηh is at most this, what theory leaves out is (ηh)² with a factor of about one. */
  private static final double SMALL_CURVATURE = 0.03;

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.003, 0.01, 0.03})
  void gradientNorm_fullBatchDescent_isWithinOnePercentOfTheory(double eta) {
    DataSet digits = Digits.all(DataType.FLOAT);
    MultiLayerNetwork network = Networks.tanh(3, 32, new Sgd(eta), DataType.FLOAT, b -> {});
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(Reference.gradientFlow(Probe.of(digits)))
                .regularizers(Regularizers.gradientNorm())
                .estimator(new PerObservationEstimator()),
            network,
            () -> {
              for (int i = 0; i < 20; i++) {
                network.fit(digits);
              }
            });
    assertThat(snapshots).hasSize(20);
    double theory = eta * network.numParams() / 4;
    for (MonitorSnapshot snapshot : snapshots) {
      double etaCurvature =
          snapshot.latest().orElseThrow().sample().quality().etaCurvature().orElseThrow();
      assertThat(etaCurvature).isBetween(1e-4, 0.1);
      Coefficient lambda = snapshot.estimate().orElseThrow().coefficient(0);
      // With the next order partialled out the identity holds beyond the range asked for too.
      assertThat(lambda.value()).isCloseTo(theory, within(0.01 * theory));
      if (etaCurvature <= SMALL_CURVATURE) {
        assertThat(lambda.value()).isCloseTo(theory, within(0.001 * theory));
      }
    }
  }
}
