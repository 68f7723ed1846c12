package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/** The running statistics of batch normalization are in DL4J's parameters, and no equations. */
class BatchNormalizationTest {

  @Test
  void l2_besideBatchNormalization_countsTrainedParametersOnly() {
    double c = 1e-2;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.FLOAT)
                .updater(new Adam(1e-3))
                .l2(c)
                .list()
                .layer(new DenseLayer.Builder().nIn(64).nOut(16).build())
                .layer(new BatchNormalization.Builder().nIn(16).nOut(16).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(16)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .regularizers(Regularizers.l2())
                .estimator(new PerObservationEstimator()),
            network,
            () -> Training.fit(network, Digits.all(DataType.FLOAT), 64, 1));
    // 64·16 + 16, gamma and beta of 16 each, 16·10 + 10; not the 2·16 running statistics.
    int trained = 1040 + 32 + 170;
    assertThat(network.numParams()).isEqualTo(trained + 32);
    assertThat(snapshots)
        .hasSize(29)
        .allSatisfy(
            snapshot -> {
              var estimate = snapshot.estimate().orElseThrow();
              assertThat(estimate.fit().equations()).isEqualTo(trained);
              assertThat(estimate.coefficient(0).value()).isCloseTo(c / 2, within(c / 2 * 1e-4));
            });
  }
}
