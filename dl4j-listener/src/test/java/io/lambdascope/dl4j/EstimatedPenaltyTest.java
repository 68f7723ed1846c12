package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.network.ConfigurationEdit;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.retrain.EstimatedPenalties;
import io.lambdascope.dl4j.retrain.EstimatedPenalty;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** An estimate that has become a penalty of a network is the penalty it says. */
class EstimatedPenaltyTest {

  private static final double BETA = 1e-2;
  private static final EstimatedPenalty BOTH = new EstimatedPenalty(5e-3, 1e-3, BETA);

  private final DataSet digits = Digits.first(192, DataType.DOUBLE);

  @Test
  void apply_anywhere_addsTheGradientOfTheScore() {
    // On both sides of β, and so far from it that no difference quotient steps over it.
    INDArray at = Nd4j.createFromArray(-0.7, -0.009, -0.003, 0.0, 0.004, 0.008, 0.5, 2.0);
    INDArray gradient = Nd4j.valueArrayOf(new long[] {8}, 3.0, DataType.DOUBLE);
    BOTH.apply(at, gradient, 0.1, 0, 0);
    double step = 1e-6;
    for (int i = 0; i < at.length(); i++) {
      INDArray up = at.dup();
      up.putScalar(i, at.getDouble(i) + step);
      INDArray down = at.dup();
      down.putScalar(i, at.getDouble(i) - step);
      double slope = (BOTH.score(up, 0, 0) - BOTH.score(down, 0, 0)) / (2 * step);
      // The penalty is piecewise quadratic: no truncation; rounding of a score of 0.03 is 4e-18,
      // over the step 4e-12.
      assertThat(gradient.getDouble(i) - 3).isCloseTo(slope, within(1e-10));
    }
  }

  @Test
  void network_savedInEachWay_keepsItsPenalty() throws IOException, ClassNotFoundException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            penalties(ParameterGroups.total()).addTo(configuration(new Sgd(0.1))));
    network.init();
    EstimatedPenalty given = only(network, 0);

    MultiLayerConfiguration read =
        MultiLayerConfiguration.fromJson(network.getLayerWiseConfigurations().toJson());
    assertThat(((BaseLayer) read.getConf(0).getLayer()).getRegularization()).containsExactly(given);

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, file, true);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(file.toByteArray()));
    assertThat(only(restored, 2)).isEqualTo(only(network, 2));

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(given);
    assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
        .isEqualTo(given);

    ComputationGraph graph = network.toComputationGraph();
    assertThat(ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson()).toJson())
        .isEqualTo(graph.getConfiguration().toJson())
        .contains("EstimatedPenalty");
  }

  @Test
  void withoutPenalties_ofItsConfiguration_takesItOut() {
    String json = penalties(ParameterGroups.total()).addTo(configuration(new Sgd(0.1))).toJson();
    assertThat(json).contains("EstimatedPenalty");
    assertThat(ConfigurationEdit.withoutPenalties(json)).doesNotContain("EstimatedPenalty");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void network_withIt_givesItBack(boolean graph) {
    for (IUpdater updater : List.of(new Sgd(0.1), new Adam(1e-3))) {
      EstimatedPenalties penalties = penalties(ParameterGroups.perLayer());
      Model model;
      if (graph) {
        MultiLayerNetwork plain = new MultiLayerNetwork(configuration(updater));
        plain.init();
        ComputationGraph made =
            new ComputationGraph(penalties.addTo(plain.toComputationGraph().getConfiguration()));
        made.init();
        model = made;
      } else {
        MultiLayerNetwork made = new MultiLayerNetwork(penalties.addTo(configuration(updater)));
        made.init();
        model = made;
      }
      assertThat(ImplicitBiasListener.check(model, null).toString()).contains("EstimatedPenalty");
      List<MonitorSnapshot> snapshots = observe(model, ParameterGroups.perLayer(), false);
      MonitorSnapshot last = snapshots.get(snapshots.size() - 1);
      for (int layer = 0; layer < 3; layer++) {
        EstimatedPenalty given = only(model, layer);
        // Terms are l2 of the three layers, then l1. float64: 1e-16 of a gradient, which is some
        // hundred times the penalty's, and the two columns are nearly orthogonal.
        assertThat(value(last, layer)).isCloseTo(given.l2(), within(1e-6 * given.l2()));
        assertThat(value(last, 3 + layer)).isCloseTo(given.l1(), within(1e-6 * given.l1()));
      }
    }
  }

  @Test
  void addTo_biasesToo_penalizesBiases() {
    MultiLayerConfiguration given = configuration(new Sgd(0.1));
    String before = given.toJson();
    MultiLayerConfiguration changed = penalties(ParameterGroups.perKind(), true).addTo(given);
    assertThat(given.toJson()).isEqualTo(before);
    BaseLayer layer = (BaseLayer) changed.getConf(1).getLayer();
    assertThat(layer.getRegularization()).hasSize(1);
    assertThat(layer.getRegularizationBias()).hasSize(1);
    assertThat(layer.getRegularization()).isNotEqualTo(layer.getRegularizationBias());
  }

  @Test
  void regularizer_thatIsNoSumOverParameters_isRefused() {
    MonitorSnapshot snapshot = estimate(ParameterGroups.total(), false);
    for (Regularizer other :
        List.of(
            Regularizers.gradientNorm(), Regularizers.orthogonality(), Regularizers.stableRank())) {
      assertThatThrownBy(() -> EstimatedPenalties.of(snapshot, List.of(other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(other.name())
          .hasMessageContaining("l2 and l1");
    }
  }

  @Test
  void coefficient_thatIsNotIdentified_isRefused() {
    // With β beyond all weights l1 is l2.
    List<Regularizer> twins = Regularizers.elasticNet(1e3);
    MultiLayerNetwork network = Networks.tanh(2, 8, new Sgd(0.1), DataType.DOUBLE, b -> b.l2(1e-2));
    MonitorSnapshot snapshot =
        last(
            Training.observe(
                ImplicitBiasListener.builder()
                    .reference(Reference.withoutPenalties())
                    .regularizers(twins),
                network,
                () -> Training.fit(network, digits, 64, 1)));
    assertThatThrownBy(() -> EstimatedPenalties.of(snapshot, twins))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not identified");
  }

  @Test
  void network_ofOtherLayers_isRefused() {
    EstimatedPenalties perLayer = penalties(ParameterGroups.perLayer());
    MultiLayerConfiguration shallow =
        Networks.tanh(1, 8, new Sgd(0.1), DataType.DOUBLE, b -> {}).getLayerWiseConfigurations();
    assertThatThrownBy(() -> perLayer.addTo(shallow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same layers");
  }

  @Test
  void estimate_thereIsNone_isRefused() {
    MultiLayerNetwork network = Networks.tanh(1, 8, new Sgd(0.1), DataType.DOUBLE, b -> {});
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.fullBatch(Probe.of(digits)))
            .regularizers(Regularizers.l2())
            .build(network)) {
      MonitorSnapshot empty = listener.snapshot();
      assertThatThrownBy(() -> EstimatedPenalties.of(empty, List.of(Regularizers.l2())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("first sample");
    }
  }

  private EstimatedPenalties penalties(ParameterGroups groups) {
    return penalties(groups, false);
  }

  private EstimatedPenalties penalties(ParameterGroups groups, boolean biases) {
    return EstimatedPenalties.of(
        estimate(groups, biases), Regularizers.elasticNet(BETA), groups, biases);
  }

  /** Of a network with both penalties of DL4J's own, on biases of other strength. */
  private MonitorSnapshot estimate(ParameterGroups groups, boolean biases) {
    MultiLayerNetwork network =
        Networks.tanh(
            2,
            16,
            new Sgd(0.1),
            DataType.DOUBLE,
            b -> b.l2(1e-2).l1(1e-3).l2Bias(3e-2).l1Bias(2e-3));
    return last(observe(network, groups, biases));
  }

  private List<MonitorSnapshot> observe(Model model, ParameterGroups groups, boolean biases) {
    return Training.observe(
        ImplicitBiasListener.builder()
            .reference(Reference.withoutPenalties())
            .regularizers(Regularizers.elasticNet(BETA))
            .groups(groups)
            .penalizeBiases(biases)
            .estimator(new CumulativeEstimator()),
        model,
        () -> Training.fit(model, digits, 64, 2));
  }

  private static MonitorSnapshot last(List<MonitorSnapshot> snapshots) {
    return snapshots.get(snapshots.size() - 1);
  }

  private static double value(MonitorSnapshot snapshot, int j) {
    return snapshot.estimate().orElseThrow().coefficient(j).value();
  }

  private static MultiLayerConfiguration configuration(IUpdater updater) {
    return Networks.tanh(2, 16, updater, DataType.DOUBLE, b -> {}).getLayerWiseConfigurations();
  }

  private static EstimatedPenalty only(Model model, int layer) {
    var layers =
        model instanceof MultiLayerNetwork network
            ? network.getLayers()
            : ((ComputationGraph) model).getLayers();
    return (EstimatedPenalty)
        ((BaseLayer) layers[layer].conf().getLayer()).getRegularization().get(0);
  }
}
