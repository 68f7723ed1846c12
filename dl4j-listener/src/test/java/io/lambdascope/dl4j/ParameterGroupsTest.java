package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Groups of parameters with coefficients of their own, and the candidates where none are given. */
class ParameterGroupsTest {

  private static final double[] STRENGTHS = {1e-2, 3e-3, 5e-2};

  private final DataSet digits = Digits.first(512, DataType.DOUBLE);

  /** 64-16-16-10 with another l2 in each layer, and l2 of biases. */
  private static MultiLayerNetwork penalized(IUpdater updater, double ofBiases) {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(DataType.DOUBLE)
            .updater(updater)
            .biasInit(0.1)
            .l2Bias(ofBiases)
            .activation(Activation.TANH)
            .list();
    list.layer(new DenseLayer.Builder().nIn(64).nOut(16).l2(STRENGTHS[0]).build());
    list.layer(new DenseLayer.Builder().nIn(16).nOut(16).l2(STRENGTHS[1]).build());
    list.layer(
        new OutputLayer.Builder()
            .nIn(16)
            .nOut(10)
            .l2(STRENGTHS[2])
            .activation(Activation.SOFTMAX)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private ImplicitBiasListenerBuilder listener() {
    return ImplicitBiasListener.builder()
        .reference(Reference.withoutPenalties())
        .estimator(new PerObservationEstimator());
  }

  private List<MonitorSnapshot> observe(
      ImplicitBiasListenerBuilder listener, MultiLayerNetwork network) {
    List<MonitorSnapshot> snapshots =
        Training.observe(listener, network, () -> Training.fit(network, digits, 64, 1));
    assertThat(snapshots).hasSize(8);
    return snapshots;
  }

  static List<IUpdater> updaters() {
    return List.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(1e-3));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void l2_perLayer_isEachLayersOwn(IUpdater updater) {
    for (MonitorSnapshot snapshot :
        observe(
            listener().regularizers(Regularizers.l2()).groups(ParameterGroups.perLayer()),
            penalized(updater, 0))) {
      assertThat(snapshot.terms())
          .containsExactly(new Term("l2", "0"), new Term("l2", "1"), new Term("l2", "2"));
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      for (int layer = 0; layer < 3; layer++) {
        // float64: 1e-16 of gradients a thousand times the weakest penalty's, ten times that for
        // Adam's moments.
        double lambda = STRENGTHS[layer] / 2;
        assertThat(estimate.coefficient(layer).value()).isCloseTo(lambda, within(lambda * 1e-10));
      }
      assertThat(estimate.fit().rSquared()).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void l2_perKind_isThatOfWeightsAndOfBiases() {
    MultiLayerNetwork network =
        Networks.tanh(
            1,
            16,
            new Sgd(0.1),
            DataType.DOUBLE,
            b -> {
              b.l2(1e-2).l2Bias(4e-2).biasInit(0.1);
            });
    for (MonitorSnapshot snapshot :
        observe(
            listener()
                .regularizers(Regularizers.l2())
                .penalizeBiases(true)
                .groups(ParameterGroups.perKind()),
            network)) {
      assertThat(snapshot.terms())
          .containsExactly(new Term("l2", "weight"), new Term("l2", "bias"));
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      assertThat(estimate.coefficient(0).value()).isCloseTo(5e-3, within(5e-3 * 1e-10));
      assertThat(estimate.coefficient(1).value()).isCloseTo(2e-2, within(2e-2 * 1e-10));
    }
  }

  @Test
  void groups_byFilter_haveTheirNamesAndCoefficients() {
    for (MonitorSnapshot snapshot :
        observe(
            listener()
                .regularizers(Regularizers.l2())
                .groups(
                    ParameterGroups.of("first", s -> s.layer().equals("0"))
                        .and("last", s -> s.layer().equals("2"))
                        .and("middle", s -> s.layer().equals("1"))),
            penalized(new Sgd(0.1), 0))) {
      assertThat(snapshot.terms())
          .extracting(Term::group)
          .containsExactly("first", "last", "middle");
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      int[] layers = {0, 2, 1};
      for (int g = 0; g < 3; g++) {
        double lambda = STRENGTHS[layers[g]] / 2;
        assertThat(estimate.coefficient(g).value()).isCloseTo(lambda, within(lambda * 1e-10));
      }
    }
  }

  @Test
  void elasticNet_bothPenalties_areRecovered() {
    MultiLayerNetwork network =
        Networks.tanh(1, 16, new Sgd(0.1), DataType.DOUBLE, b -> b.l1(1e-3).l2(1e-2));
    for (MonitorSnapshot snapshot :
        observe(listener().regularizers(Regularizers.elasticNet(1e-9)), network)) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      assertThat(estimate.coefficient(0).value()).isCloseTo(5e-3, within(5e-3 * 1e-10));
      assertThat(estimate.coefficient(1).value()).isCloseTo(1e-3, within(1e-3 * 1e-10));
    }
  }

  /** With every weight in the zone the smoothed one-norm is a ridge, whatever the fit says. */
  @Test
  void l1_allWeightsInTheZone_isNotIdentified() {
    for (MonitorSnapshot snapshot :
        observe(
            listener().regularizers(Regularizers.l1(10), Regularizers.activationL2()),
            penalized(new Sgd(0.1), 0))) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      assertThat(estimate.coefficient(0).isIdentified()).isFalse();
      assertThat(estimate.coefficient(0).upper()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(estimate.coefficient(1).isIdentified()).isTrue();
    }
  }

  @Test
  void total_byDefault_isTheGroupAll() {
    assertThat(ParameterGroups.ALL).isEqualTo(Term.ALL);
    assertThat(terms(listener().regularizers(Regularizers.l2()), penalized(new Sgd(0.1), 0)))
        .containsExactly(Term.of("l2"));
  }

  /** Batch normalization has no weights: its group has no column of a penalty of weights. */
  @Test
  void group_withNothingToPenalize_hasNoColumnOfThatRegularizer() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(64).nOut(8).build())
                .layer(new BatchNormalization.Builder().nOut(8).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(8)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    assertThat(
            terms(
                ImplicitBiasListener.builder()
                    .reference(Reference.withoutDropout())
                    .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
                    .groups(ParameterGroups.perLayer()),
                network))
        .containsExactly(
            new Term("l2", "0"),
            new Term("l2", "2"),
            new Term("gradient_norm", "0"),
            new Term("gradient_norm", "1"),
            new Term("gradient_norm", "2"));
  }

  private static List<Term> terms(ImplicitBiasListenerBuilder listener, MultiLayerNetwork network) {
    try (ImplicitBiasListener attached = listener.attach(network)) {
      return attached.snapshot().terms();
    }
  }

  private void assertRefused(ParameterGroups groups, String... parts) {
    assertRefused(listener().regularizers(Regularizers.l2()).groups(groups), parts);
  }

  private static void assertRefused(ImplicitBiasListenerBuilder listener, String... parts) {
    MultiLayerNetwork network = penalized(new Sgd(0.1), 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listener.attach(network))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    assertThat(network.getListeners()).isEmpty();
  }

  @Test
  void groups_tooMany_areRefusedWithTheirNumberAndTheRemedy() {
    assertRefused(
        ParameterGroups.perLayer().atMost(2),
        "make 3 groups",
        "at most 2",
        "perKind()",
        "atMost(3)");
    MultiLayerNetwork deep = Networks.tanh(32, 4, new Sgd(0.1), DataType.FLOAT, b -> {});
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                listener()
                    .regularizers(Regularizers.l2())
                    .groups(ParameterGroups.perLayer())
                    .attach(deep))
        .withMessageContaining("make 33 groups, and at most 32");
    assertThat(
            terms(
                listener()
                    .regularizers(Regularizers.l2())
                    .groups(ParameterGroups.perLayer().atMost(33)),
                deep))
        .hasSize(33);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterGroups.total().atMost(0))
        .withMessageContaining("was 0");
  }

  @Test
  void columns_tooMany_areRefused() {
    MultiLayerNetwork deep = Networks.tanh(31, 4, new Sgd(0.1), DataType.FLOAT, b -> {});
    List<Regularizer> five =
        IntStream.range(0, 5).mapToObj(i -> Regularizers.of("own_" + i, (s, w) -> w)).toList();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> listener().regularizers(five).groups(ParameterGroups.perLayer()).attach(deep))
        .withMessageContaining("5 regularizers on 32 groups make 160 columns, and at most 128");
  }

  @Test
  void groups_unusable_areRefused() {
    assertRefused(
        ParameterGroups.of("none", s -> s.layer().equals("9")), "\"none\"", "no trained", "0_W");
    assertRefused(
        ParameterGroups.total().and("every", s -> true), "\"every\"", "same parameters", "drop");
    assertRefused(
        ParameterGroups.total().and("all", s -> s.layer().equals("0")), "two groups", "\"all\"");
    // Other parameters, but the same weights.
    assertRefused(
        ParameterGroups.of("first", s -> s.layer().equals("0"))
            .and("weights", s -> s.gradientKey().equals("0_W")),
        "\"first\" and \"weights\"",
        "l2 acts on the same parameters",
        "[0_W]");
    assertRefused(
        ParameterGroups.of("biases", s -> s.kind() == ParameterKind.BIAS),
        "l2 acts on none",
        "penalizeBiases(true)");
    for (String name : new String[] {"", "  ", "a\nb", "x".repeat(65)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ParameterGroups.of(name, s -> true))
          .withMessageContaining("label of metrics");
    }
  }

  @Test
  void candidates_notGiven_followTheUpdater() {
    Probe probe = Probe.of(digits);
    for (IUpdater updater : List.of(new Sgd(0.1), new Nesterovs(0.05, 0.9))) {
      assertThat(
              terms(
                  ImplicitBiasListener.builder().reference(Reference.fullBatch(probe)),
                  penalized(updater, 0)))
          .containsExactly(Term.of("l2"), Term.of("gradient_norm"));
    }
    for (Reference reference : List.of(Reference.fullBatch(probe), Reference.withoutDropout())) {
      assertThat(
              terms(
                  ImplicitBiasListener.builder().reference(reference),
                  penalized(new Adam(1e-3), 0)))
          .containsExactly(Term.of("l2"), Term.of("gradient_one_norm"));
    }
  }

  @Test
  void candidates_notGivenAndNoGradientAtHand_costNone() {
    for (IUpdater updater : updaters()) {
      assertThat(terms(listener(), penalized(updater, 0)))
          .containsExactly(Term.of("l2"), Term.of("l1"));
    }
  }

  /** They run, too, and the observation is made of them. */
  @Test
  void candidates_notGiven_areEstimated() {
    for (IUpdater updater : updaters()) {
      MultiLayerNetwork network =
          Networks.tanh(1, 8, updater, DataType.DOUBLE, b -> b.dropOut(0.8));
      List<MonitorSnapshot> snapshots =
          observe(ImplicitBiasListener.builder().reference(Reference.withoutDropout()), network);
      assertThat(snapshots.get(7).estimate().orElseThrow().coefficients())
          .hasSize(2)
          .allSatisfy(c -> assertThat(c.isIdentified()).isTrue());
    }
  }
}
