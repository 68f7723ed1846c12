package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.retrain.EstimatedPenalties;
import io.lambdascope.dl4j.retrain.QuadraticPenalty;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Activation-weighted and distance penalties that were estimated are, put back, what they say. */
class QuadraticPenaltyTest {

  private static final double STEP = 1e-6;

  private final DataSet digits = Digits.first(192, DataType.DOUBLE);

  @Test
  void apply_flatOrShaped_addsTheGradientOfTheScore() {
    QuadraticPenalty penalty =
        new QuadraticPenalty(List.of(0.5, -2.0), List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0));
    // [inputs 2, units 3] as DL4J lays a dense layer out: a unit's weights follow each other.
    INDArray flat = Nd4j.createFromArray(0.3, -0.2, 0.9, 1.1, -0.4, 0.7);
    for (boolean shaped : new boolean[] {false, true}) {
      INDArray at = shaped ? flat.dup().reshape('f', 2, 3) : flat.dup();
      INDArray gradient =
          shaped
              ? Nd4j.valueArrayOf(new long[] {6}, 3.0, DataType.DOUBLE).reshape('f', 2, 3)
              : Nd4j.valueArrayOf(new long[] {6}, 3.0, DataType.DOUBLE);
      penalty.apply(at, gradient, 0.1, 0, 0);
      for (int i = 0; i < at.length(); i++) {
        // By hand, by position in the flattened vector: a quadratic has this slope exactly.
        double weight = i % 2 == 0 ? 0.5 : -2;
        double slope = 2 * weight * (flat.getDouble(i) - (i + 1));
        double found = shaped ? gradient.getDouble(i % 2, i / 2) : gradient.getDouble(i);
        assertThat(found - 3).isCloseTo(slope, within(1e-12));
        INDArray up = at.dup(at.ordering());
        INDArray down = at.dup(at.ordering());
        if (shaped) {
          up.putScalar(i % 2, i / 2, flat.getDouble(i) + STEP);
          down.putScalar(i % 2, i / 2, flat.getDouble(i) - STEP);
        } else {
          up.putScalar(i, flat.getDouble(i) + STEP);
          down.putScalar(i, flat.getDouble(i) - STEP);
        }
        // Rounding of a score of 100, 1e-14, over the step.
        assertThat((penalty.score(up, 0, 0) - penalty.score(down, 0, 0)) / (2 * STEP))
            .isCloseTo(slope, within(1e-7));
      }
    }
  }

  /** At the weights whose activations are held, the penalty's gradient is the regularizer's. */
  @Test
  void activationWeighted_inAnotherNetwork_isGivenBack() {
    Regularizer activation = Regularizers.activationL2();
    MultiLayerNetwork plain = tanh();
    MonitorSnapshot estimated = estimate(activation, ParameterGroups.perLayer());
    EstimatedPenalties penalties =
        EstimatedPenalties.of(estimated, List.of(activation), ParameterGroups.perLayer(), false)
            .withActivationsOf(plain, digits)
            .times(3);
    MultiLayerNetwork trained = penalized(penalties);
    MonitorSnapshot first = first(trained, activation, ParameterGroups.perLayer());
    for (int layer = 0; layer < 3; layer++) {
      double given = 3 * value(estimated, layer);
      assertThat(value(first, layer)).isCloseTo(given, within(1e-9 * Math.abs(given)));
    }
    // All of the deviation: so the gradients agree in each entry, not only along the column.
    assertThat(first.estimate().orElseThrow().fit().residualRatio()).isLessThan(1e-9);
  }

  @Test
  void distance_inAnotherNetwork_isGivenBack() {
    INDArray origin = tanh().params().dup().addi(0.1);
    Regularizer distance = Regularizers.distance(origin);
    MonitorSnapshot estimated = estimate(distance, ParameterGroups.total());
    MultiLayerNetwork trained =
        penalized(EstimatedPenalties.of(estimated, List.of(distance)).times(2));
    MonitorSnapshot first = first(trained, distance, ParameterGroups.total());
    double given = 2 * value(estimated, 0);
    assertThat(value(first, 0)).isCloseTo(given, within(1e-9 * Math.abs(given)));
    assertThat(first.estimate().orElseThrow().fit().residualRatio()).isLessThan(1e-9);
  }

  @Test
  void network_savedInEachWay_keepsItsPenalty() throws IOException, ClassNotFoundException {
    Regularizer activation = Regularizers.activationL2();
    MultiLayerNetwork trained =
        penalized(
            EstimatedPenalties.of(
                    estimate(activation, ParameterGroups.total()), List.of(activation))
                .withActivationsOf(tanh(), digits));
    Object given = only(trained.getLayerWiseConfigurations());
    assertThat(
            only(MultiLayerConfiguration.fromJson(trained.getLayerWiseConfigurations().toJson())))
        .isEqualTo(given);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(given);
    assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
        .isEqualTo(given);
  }

  @Test
  void activationWeighted_withoutActivations_isRefused() {
    Regularizer activation = Regularizers.activationL2();
    EstimatedPenalties penalties =
        EstimatedPenalties.of(estimate(activation, ParameterGroups.total()), List.of(activation));
    MultiLayerConfiguration configuration = tanh().getLayerWiseConfigurations();
    assertThatThrownBy(() -> penalties.addTo(configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withActivationsOf");
  }

  private MultiLayerNetwork tanh() {
    return Networks.tanh(2, 16, new Sgd(0.1), DataType.DOUBLE, b -> {});
  }

  private MultiLayerNetwork penalized(EstimatedPenalties penalties) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(penalties.addTo(tanh().getLayerWiseConfigurations()));
    network.init();
    return network;
  }

  /** Some coefficients: of a network that is trained with DL4J's l2. */
  private MonitorSnapshot estimate(Regularizer regularizer, ParameterGroups groups) {
    return first(
        Networks.tanh(2, 16, new Sgd(0.1), DataType.DOUBLE, b -> b.l2(1e-2)), regularizer, groups);
  }

  /** After the first step, on all of the data, from the network's initial weights. */
  private MonitorSnapshot first(
      MultiLayerNetwork network, Regularizer regularizer, ParameterGroups groups) {
    return Training.observe(
            ImplicitBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .regularizers(regularizer)
                .groups(groups)
                .estimator(new CumulativeEstimator()),
            network,
            () -> Training.fit(network, digits, 192, 1))
        .get(0);
  }

  private static double value(MonitorSnapshot snapshot, int j) {
    return snapshot.estimate().orElseThrow().coefficient(j).value();
  }

  private static Object only(MultiLayerConfiguration configuration) {
    return ((BaseLayer) configuration.getConf(1).getLayer()).getRegularization().get(0);
  }
}
