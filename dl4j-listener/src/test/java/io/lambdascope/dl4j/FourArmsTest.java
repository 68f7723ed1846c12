package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.retrain.EstimatedPenalties;
import io.lambdascope.dl4j.retrain.FourArms;
import io.lambdascope.dl4j.retrain.FourArmsReport;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Training with what was estimated of a cause, against training with the cause. */
class FourArmsTest {

  private static final List<Regularizer> L2 = List.of(Regularizers.l2());

  /** With a known answer: the cause is a penalty itself. */
  @Test
  void penalty_asTheCause_isReplacedToRounding() {
    DataSet digits = Digits.first(640, DataType.DOUBLE);
    for (boolean graph : new boolean[] {false, true}) {
      MultiLayerNetwork with = Networks.tanh(2, 32, new Sgd(0.1), DataType.DOUBLE, b -> b.l2(1e-2));
      MultiLayerNetwork without = Networks.tanh(2, 32, new Sgd(0.1), DataType.DOUBLE, b -> {});
      INDArray initial = with.params().dup();
      EstimatedPenalties penalties =
          EstimatedPenalties.of(watch(with, Reference.withoutPenalties(), digits, 5), L2);
      FourArms arms =
          graph
              ? FourArms.of(
                  with.toComputationGraph().getConfiguration(),
                  without.toComputationGraph().getConfiguration(),
                  penalties)
              : FourArms.of(
                  with.getLayerWiseConfigurations(),
                  without.getLayerWiseConfigurations(),
                  penalties);
      FourArmsReport report =
          arms.train(initial, model -> Training.fitOn(model, digits, 64, 5), digits);

      assertThat(report.cause().weightDistance()).isZero();
      assertThat(report.cause().outputDistance()).isZero();
      // The estimate is good to about 1e-10, float64's rounding of a gradient over the penalty's.
      assertThat(report.estimated().weightDistance()).isLessThan(1e-8);
      assertThat(report.estimated().outputDistance()).isLessThan(1e-8);
      assertThat(report.estimated().agreement()).hasValue(1);
      // 50 steps of 0.1 shrink weights by 1 − exp(−0.05): a twentieth, and tenfold by two fifths.
      assertThat(report.nothing().weightDistance()).isBetween(1e-2, 1e-1);
      assertThat(report.tenfold().weightDistance()).isBetween(1e-1, 1.0);
      assertThat(report.tenfold().divergence().orElseThrow())
          .isGreaterThan(report.nothing().divergence().orElseThrow());
      assertThat(report.nothing().loss()).isLessThan(report.cause().loss());
      assertThat(report.toString()).contains("estimated penalty").hasLineCount(5);
    }
  }

  /**
   * With dropout there is no such answer: its Λ(t) falls in the course of training, and an l2
   * penalty explains a small part of what it does. What must hold is that the cause's own arm is
   * repeatable and that ten times too much is too much.
   */
  @Test
  void dropout_asTheCause_isToldFromTenfold() {
    DataSet digits = Digits.all(DataType.FLOAT);
    MultiLayerNetwork with = Networks.dropout(0.3, new Sgd(0.1), DataType.FLOAT, 1);
    MultiLayerNetwork without = Networks.dropout(0, new Sgd(0.1), DataType.FLOAT, 1);
    INDArray initial = with.params().dup();
    EstimatedPenalties penalties =
        EstimatedPenalties.of(watch(with, Reference.withoutDropout(), digits, 5), L2);
    FourArmsReport report =
        FourArms.of(
                with.getLayerWiseConfigurations(), without.getLayerWiseConfigurations(), penalties)
            .train(initial, model -> Training.fitOn(model, digits, 64, 5), digits);
    assertThat(report.cause().weightDistance()).isZero();
    assertThat(report.estimated().weightDistance()).isPositive();
    assertThat(report.tenfold().weightDistance())
        .isGreaterThan(report.estimated().weightDistance());
    assertThat(report.nothing().weightDistance()).isPositive();
  }

  private static MonitorSnapshot watch(
      MultiLayerNetwork network, Reference reference, DataSet data, int epochs) {
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(reference)
                .regularizers(Regularizers.l2())
                .estimator(new CumulativeEstimator()),
            network,
            () -> Training.fit(network, data, 64, epochs));
    return snapshots.get(snapshots.size() - 1);
  }
}
