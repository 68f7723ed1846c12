package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.snapshot.Attribution;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.reference.Ablation;
import io.lambdascope.dl4j.reference.CauseDeviation;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** The deviation by causes: each link against gradients made elsewhere, and what they sum to. */
class AttributionTest {

  private static final double L2 = 1e-2;
  private static final double BOUND = 1e-2;

  /** One training step, the gradient that backpropagation left, and its deviation taken apart. */
  private record Taken(Deviation deviation, double[] raw) {

    double[] link(Cause cause) {
      return deviation.causes().stream()
          .filter(link -> link.cause() == cause)
          .map(link -> values(link.vector()))
          .findFirst()
          .orElseThrow();
    }

    List<Cause> causes() {
      return deviation.causes().stream().map(CauseDeviation::cause).toList();
    }
  }

  private static double[] values(INDArray array) {
    return array.dup().castTo(DataType.DOUBLE).data().asDouble();
  }

  private static double norm(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static double distance(double[] one, double[] other) {
    double[] difference = one.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= other[i];
    }
    return norm(difference);
  }

  private static Taken take(MultiLayerNetwork network, DataSet data, Reference reference)
      throws Exception {
    ReferenceEngine engine = new ReferenceEngine(reference, Network.of(network), true);
    CaptureNeeds needs = engine.needs(true);
    assertThat(needs.rawGradient()).isTrue();
    assertThat(needs.miniBatch()).isTrue();
    CapturedStep step =
        new CapturedStep(
            needs, network.params().dataType(), engine.layout().length(), engine.stateLength());
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onBackwardPass(Model model) {
            step.before(Network.of(model));
          }

          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            step.after(Network.of(model));
          }
        });
    network.fit(data);
    network.setListeners();
    return new Taken(engine.compare(step), values(step.rawGradient()));
  }

  /** The mean loss gradient by a clone of a network without dropout, without penalties. */
  private static double[] gradient(MultiLayerNetwork clean, INDArray theta, DataSet data) {
    MultiLayerNetwork clone = clean.clone();
    clone.setParams(theta);
    clone.initGradientsView();
    clone.setInput(data.getFeatures());
    clone.setLabels(data.getLabels());
    clone.computeGradientAndScore();
    return values(clone.gradient().gradient().div(data.numExamples()));
  }

  private static void clipped(NeuralNetConfiguration.Builder builder) {
    builder
        .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
        .gradientNormalizationThreshold(BOUND);
  }

  private static double clip(double value) {
    return Math.max(-BOUND, Math.min(BOUND, value));
  }

  @Test
  void links_dropoutClippingAndPenalties_areTheDifferencesOfIndependentGradients()
      throws Exception {
    DataSet probe = Digits.first(300, DataType.DOUBLE);
    DataSet batch = Digits.first(64, DataType.DOUBLE);
    MultiLayerNetwork network =
        Networks.tanh(
            1,
            16,
            new Sgd(0.1),
            DataType.DOUBLE,
            b -> {
              clipped(b);
              b.dropOut(0.8).l2(L2);
            });
    MultiLayerNetwork clean = Networks.tanh(1, 16, new Sgd(0.1), DataType.DOUBLE, b -> {});
    Training.seed();
    INDArray theta = network.params().dup();
    Taken taken =
        take(
            network,
            batch,
            Reference.fullBatch(Probe.of(probe)).and(Ablation.CLIPPING).andWithoutPenalties());
    assertThat(taken.causes()).containsExactly(Cause.MINI_BATCH, Cause.NOISE, Cause.UPDATE_RULE);
    double[] full = gradient(clean, theta, probe);
    double[] ofBatch = gradient(clean, theta, batch);
    double[] miniBatch = new double[full.length];
    double[] noise = new double[full.length];
    double[] rule = new double[full.length];
    boolean[] weight = new boolean[full.length];
    Arrays.fill(weight, 0, 64 * 16, true);
    Arrays.fill(weight, 64 * 16 + 16, 64 * 16 + 16 + 160, true);
    for (int i = 0; i < full.length; i++) {
      double noisy = taken.raw()[i] / 64;
      miniBatch[i] = ofBatch[i] - full[i];
      noise[i] = noisy - ofBatch[i];
      rule[i] = clip(noisy) + (weight[i] ? L2 * theta.getDouble(i) : 0) - noisy;
    }
    // Differences of gradients of norm 1 to 10, good to 1e-16 of them.
    assertThat(norm(miniBatch)).isGreaterThan(0.05);
    assertThat(distance(taken.link(Cause.MINI_BATCH), miniBatch)).isLessThan(1e-13);
    assertThat(norm(noise)).isGreaterThan(0.05);
    assertThat(distance(taken.link(Cause.NOISE), noise)).isLessThan(1e-13);
    assertThat(norm(rule)).isGreaterThan(0.05);
    assertThat(distance(taken.link(Cause.UPDATE_RULE), rule)).isLessThan(1e-13);
  }

  @Test
  void links_flow_stepSizeIsTheDeviationOfFullBatchDescentAndClippingIsTheRules() throws Exception {
    Probe probe = Probe.of(Digits.first(300, DataType.DOUBLE));
    MultiLayerNetwork whole = Networks.tanh(1, 16, new Sgd(0.1), DataType.DOUBLE, b -> {});
    MultiLayerNetwork clipped =
        Networks.tanh(1, 16, new Sgd(0.1), DataType.DOUBLE, AttributionTest::clipped);
    assertThat(clipped.params()).isEqualTo(whole.params());
    Taken descent = take(whole, Digits.first(300, DataType.DOUBLE), Reference.gradientFlow(probe));
    // Under full-batch descent all of the deviation is the step's size.
    assertThat(descent.causes()).containsExactly(Cause.values());
    assertThat(norm(descent.link(Cause.MINI_BATCH))).isZero();
    assertThat(norm(descent.link(Cause.NOISE))).isZero();
    assertThat(norm(descent.link(Cause.UPDATE_RULE))).isZero();
    double[] stepSize = values(descent.deviation().vector());
    assertThat(norm(stepSize)).isGreaterThan(1e-3);
    assertThat(distance(descent.link(Cause.STEP_SIZE), stepSize)).isZero();

    Taken taken = take(clipped, Digits.first(64, DataType.DOUBLE), Reference.gradientFlow(probe));
    // (u − r)/η on both sides: 1e-16 of a gradient of norm 1.
    assertThat(distance(taken.link(Cause.STEP_SIZE), stepSize)).isLessThan(1e-14);
    double[] rule = new double[stepSize.length];
    for (int i = 0; i < rule.length; i++) {
      double g = taken.raw()[i] / 64;
      rule[i] = clip(g) - g;
    }
    assertThat(norm(rule)).isGreaterThan(0.01);
    assertThat(distance(taken.link(Cause.UPDATE_RULE), rule)).isLessThan(1e-14);
    assertThat(norm(taken.link(Cause.NOISE))).isZero();
  }

  static Stream<Arguments> rules() {
    List<Arguments> rules = new ArrayList<>();
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      for (IUpdater updater : UpdaterCalibrationTest.updaters()) {
        rules.add(Arguments.of(updater, type));
      }
    }
    return rules.stream();
  }

  /** Dropout, l2, clipping, weight decay, and the updater in a warm state. */
  private static MultiLayerNetwork everything(IUpdater updater, DataType type) {
    MultiLayerNetwork network =
        Networks.tanh(
            1,
            16,
            updater,
            type,
            b -> {
              clipped(b);
              b.dropOut(0.8).l2(L2);
            });
    for (Layer layer : network.getLayers()) {
      BaseLayer configuration = (BaseLayer) layer.conf().getLayer();
      var penalties = new ArrayList<>(configuration.getRegularization());
      penalties.add(new WeightDecay(0.1, true));
      configuration.setRegularization(penalties);
    }
    return network;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void links_everyUpdaterWithEverything_sumToTheDeviation(IUpdater updater, DataType type)
      throws Exception {
    Probe probe = Probe.of(Digits.first(200, type));
    DataSet batch = Digits.first(64, type);
    List<Reference> references =
        new ArrayList<>(
            List.of(
                Reference.withoutDropout(),
                Reference.withoutDropout().andWithoutPenalties(),
                Reference.fullBatch(probe),
                Reference.fullBatch(probe).and(Ablation.CLIPPING),
                Reference.fullBatch(probe).and(Ablation.CLIPPING).andWithoutPenalties()));
    if (updater.hasLearningRate()) {
      references.add(Reference.gradientFlow(probe).and(Ablation.UPDATER));
      references.add(Reference.fullBatch(probe).and(Ablation.UPDATER).andWithoutPenalties());
    }
    MultiLayerNetwork network = everything(updater, type);
    Training.seed();
    network.fit(batch);
    for (Reference reference : references) {
      Taken taken = take(network, batch, reference);
      double[] left = values(taken.deviation().vector());
      double size = norm(left);
      for (CauseDeviation link : taken.deviation().causes()) {
        double[] d = values(link.vector());
        size += norm(d);
        for (int i = 0; i < left.length; i++) {
          left[i] -= d[i];
        }
      }
      // A float64 subtraction for each link, whatever the type of the network: 1e-16 of each.
      assertThat(norm(left)).as("%s", reference).isLessThan(1e-14 * size);
      assertThat(norm(taken.link(Cause.NOISE))).as("%s", reference).isGreaterThan(1e-3);
      boolean keepsRule =
          !reference.ablates(Ablation.PENALTIES)
              && !reference.ablates(Ablation.CLIPPING)
              && !reference.ablates(Ablation.UPDATER);
      if (keepsRule) {
        assertThat(norm(taken.link(Cause.UPDATE_RULE))).as("%s", reference).isZero();
      } else {
        assertThat(norm(taken.link(Cause.UPDATE_RULE))).as("%s", reference).isGreaterThan(1e-3);
      }
    }
  }

  private static ImplicitBiasListenerBuilder listener(Reference reference) {
    return ImplicitBiasListener.builder()
        .reference(reference)
        .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
        .estimator(new CumulativeEstimator());
  }

  static Stream<Arguments> referencesWithCauses() {
    Probe probe = Probe.of(Digits.first(200, DataType.FLOAT)).inChunksOf(50);
    return Stream.of(
        Arguments.of(Reference.gradientFlow(probe), List.of(Cause.values())),
        Arguments.of(
            Reference.fullBatch(probe).andWithoutPenalties(),
            List.of(Cause.MINI_BATCH, Cause.NOISE, Cause.UPDATE_RULE)),
        Arguments.of(Reference.withoutDropout(), List.of(Cause.NOISE, Cause.UPDATE_RULE)));
  }

  @ParameterizedTest
  @MethodSource("referencesWithCauses")
  void attribution_inTraining_sumsAndChangesNoOtherNumber(Reference reference, List<Cause> causes) {
    Map<Boolean, List<MonitorSnapshot>> runs = new HashMap<>();
    Map<Boolean, INDArray> parameters = new HashMap<>();
    for (boolean attributed : new boolean[] {true, false}) {
      MultiLayerNetwork network =
          Networks.tanh(1, 16, new Sgd(0.1), DataType.FLOAT, b -> b.dropOut(0.8).l2(L2));
      ImplicitBiasListenerBuilder builder = listener(reference);
      if (attributed) {
        builder.attribution();
      }
      DataSet digits = Digits.first(500, DataType.FLOAT);
      runs.put(
          attributed,
          Training.observe(builder, network, () -> Training.fit(network, digits, 64, 1)));
      parameters.put(attributed, network.params().dup());
    }
    assertThat(parameters.get(true)).isEqualTo(parameters.get(false));
    assertThat(runs.get(true)).hasSize(8);
    for (int k = 0; k < 8; k++) {
      Latest with = runs.get(true).get(k).latest().orElseThrow();
      Latest without = runs.get(false).get(k).latest().orElseThrow();
      assertThat(without.attribution()).isEmpty();
      assertThat(with.estimate()).isEqualTo(without.estimate());
      assertThat(with.drifts()).isEqualTo(without.drifts());
      assertThat(with.verdicts()).isEqualTo(without.verdicts());
      assertThat(with.unexplainedShare()).isEqualTo(without.unexplainedShare());
      assertThat(with.sample().deviationNorm()).isEqualTo(without.sample().deviationNorm());
      assertThat(with.sample().quality().samplingError())
          .isEqualTo(without.sample().quality().samplingError());
      // A gradient of 64 examples more, in gradients of 200, where there is a probe; the last
      // mini-batch has 52.
      double more = with.sample().quality().gradients() - without.sample().quality().gradients();
      double expected = reference.probe().isPresent() ? (k < 7 ? 64 : 52) / 200.0 : 0;
      assertThat(more).isCloseTo(expected, within(1e-12));

      List<Attribution.Link> links = with.attribution().orElseThrow().links();
      assertThat(links).extracting(Attribution.Link::cause).isEqualTo(causes);
      double shares = 0;
      double[] lambdas = new double[2];
      Map<Cause, Double> norms = new EnumMap<>(Cause.class);
      double scale = 0;
      for (Attribution.Link link : links) {
        norms.put(link.cause(), link.norm());
        shares += link.share().orElseThrow();
        for (int j = 0; j < 2; j++) {
          lambdas[j] += link.estimate().coefficient(j).value();
          scale = Math.max(scale, Math.abs(link.estimate().coefficient(j).value()));
        }
      }
      // Products of float64 vectors of 1,200 entries; the flow's are partialled out, whose
      // condition costs some digits.
      assertThat(shares).isCloseTo(1, within(1e-12));
      for (int j = 0; j < 2; j++) {
        assertThat(lambdas[j])
            .isCloseTo(with.estimate().coefficient(j).value(), within(1e-9 * scale));
      }
      assertThat(norms.get(Cause.NOISE)).isPositive();
      if (reference.ablates(Ablation.PENALTIES)) {
        // What is left out of the rule is l2(c), whose λ is c/2, to float32 as in CalibrationTest.
        assertThat(links.get(2).estimate().coefficient(0).value())
            .isCloseTo(L2 / 2, within(1e-4 * L2));
      } else {
        assertThat(norms.get(Cause.UPDATE_RULE)).isZero();
      }
    }
  }

  @Test
  void attribution_noDropout_noiseIsExactlyZero() {
    for (IUpdater updater : List.of(new Sgd(0.1), new Adam(1e-3))) {
      MultiLayerNetwork network = Networks.tanh(1, 16, updater, DataType.FLOAT, b -> b.l2(L2));
      DataSet digits = Digits.first(300, DataType.FLOAT);
      List<MonitorSnapshot> snapshots =
          Training.observe(
              listener(Reference.fullBatch(Probe.of(digits))).attribution(),
              network,
              () -> Training.fit(network, digits, 64, 1));
      assertThat(snapshots).hasSize(5);
      for (MonitorSnapshot snapshot : snapshots) {
        Attribution attribution = snapshot.latest().orElseThrow().attribution().orElseThrow();
        Attribution.Link noise = attribution.link(Cause.NOISE).orElseThrow();
        assertThat(noise.norm()).isZero();
        assertThat(noise.cosine()).isEmpty();
        assertThat(noise.estimate().coefficient(0).value()).isZero();
        assertThat(attribution.link(Cause.MINI_BATCH).orElseThrow().share().orElseThrow())
            .isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void attribution_referenceThatCannotBeTakenApart_refusedWithTheRemedy() {
    MultiLayerNetwork network = Networks.tanh(1, 16, new Sgd(0.1), DataType.FLOAT, b -> {});
    Probe probe = Probe.of(Digits.first(64, DataType.FLOAT));
    for (Reference reference :
        List.of(
            Reference.dropoutMean(4),
            Reference.stationarity(probe),
            Reference.withoutPenalties(),
            Reference.withoutClipping(),
            Reference.withoutUpdater(),
            Reference.fullBatch(probe).keepingDropout(2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> listener(reference).attribution().build(network))
          .withMessageContaining(reference.toString())
          .withMessageContaining("leave");
    }
  }
}
