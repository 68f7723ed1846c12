package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * SameDiff: known penalties are recovered, and where nothing is left out the deviation is zero to
 * the last bit.
 */
class SameDiffCalibrationTest {

  private static final int SAMPLES = 29; // one epoch of 1,797 digits in batches of 64

  static Stream<Arguments> cases() {
    return Stream.of(
            new Sgd(0.1),
            new Nesterovs(0.05, 0.9),
            new Adam(1e-3),
            new RmsProp(1e-3),
            new AdaDelta())
        .flatMap(
            updater ->
                Stream.of(DataType.FLOAT, DataType.DOUBLE)
                    .map(type -> Arguments.of(updater, type)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void l2_everyIteration_isRecovered(IUpdater updater, DataType type) {
    assertRecovered(updater, type, b -> b.l2(1e-2), Regularizers.l2(), 5e-3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void l1_outsideTheSmoothedZone_isRecovered(IUpdater updater, DataType type) {
    // So small a beta leaves no weight in the smoothed zone, where the penalties differ.
    assertRecovered(updater, type, b -> b.l1(1e-3), Regularizers.l1(1e-12), 1e-3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightDecay_withLearningRate_isRecovered(IUpdater updater, DataType type) {
    assertRecovered(updater, type, b -> b.weightDecay(1e-2, true), Regularizers.l2(), 5e-3);
  }

  @Test
  void weightDecay_withoutLearningRate_isRecoveredOverIt() {
    // 1e-3·θ is subtracted as it is, so λ = 1e-3/(2η).
    assertRecovered(
        new Sgd(0.1),
        DataType.DOUBLE,
        b -> b.weightDecay(1e-3, false),
        Regularizers.l2(),
        1e-3 / (2 * 0.1));
  }

  private static void assertRecovered(
      IUpdater updater,
      DataType type,
      Consumer<TrainingConfig.Builder> penalty,
      Regularizer regularizer,
      double lambda) {
    List<MonitorSnapshot> snapshots =
        Graphs.observe(
            SameDiffBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .regularizers(regularizer)
                .estimator(new PerObservationEstimator()),
            Graphs.tanh(updater, type, penalty),
            Digits.all(type),
            64,
            1);
    assertThat(snapshots).hasSize(SAMPLES);
    // The difference of two vectors of the size of a gradient is good to 1e-7 of it in float32 and
    // 1e-16 in float64, ten times that for Adam's moments and for the weight decay that is a
    // thousandth of Adam's update; the penalty's gradient is some hundredth of the gradient, and
    // the error averages over 1,210 entries: 1e-6 and 1e-15, with a margin.
    // What RMSProp and AdaDelta are recovered by has the rounding of two roots more.
    boolean scaled = updater instanceof RmsProp || updater instanceof AdaDelta;
    double tolerance = (type == DataType.FLOAT ? 1e-5 : 1e-12) * (scaled ? 100 : 1);
    for (MonitorSnapshot snapshot : snapshots) {
      LambdaEstimate estimate = snapshot.estimate().orElseThrow();
      assertThat(estimate.coefficient(0).value()).isCloseTo(lambda, within(lambda * tolerance));
      assertThat(estimate.fit().rSquared()).isGreaterThan(0.999);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fullBatch_fullBatchTraining_isExactlyZero(IUpdater updater, DataType type) {
    DataSet digits = Digits.first(500, type);
    assertZero(
        Graphs.observe(
            listener(Reference.fullBatch(Probe.of(digits))),
            Graphs.tanh(updater, type, b -> b.l2(1e-3).l1(1e-4)),
            digits,
            500,
            5));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fullBatch_fullBatchTrainingWithWeightDecay_isExactlyZero(IUpdater updater, DataType type) {
    DataSet digits = Digits.first(500, type);
    assertZero(
        Graphs.observe(
            listener(Reference.fullBatch(Probe.of(digits))),
            Graphs.tanh(updater, type, b -> b.weightDecay(1e-2, true)),
            digits,
            500,
            5));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutPenalties_noPenalties_isExactlyZero(IUpdater updater, DataType type) {
    List<MonitorSnapshot> snapshots =
        Graphs.observe(
            SameDiffBiasListener.builder().reference(Reference.withoutPenalties()),
            Graphs.tanh(updater, type, b -> {}),
            Digits.first(320, type),
            64,
            1);
    assertZero(snapshots);
  }

  private static SameDiffBiasListenerBuilder listener(Reference reference) {
    return SameDiffBiasListener.builder()
        .reference(reference)
        .regularizers(Regularizers.l2(), Regularizers.l1(), Regularizers.gradientNorm());
  }

  private static void assertZero(List<MonitorSnapshot> snapshots) {
    assertThat(snapshots).hasSize(5);
    for (MonitorSnapshot snapshot : snapshots) {
      assertThat(snapshot.latest().orElseThrow().sample().deviationNorm()).isZero();
      assertThat(snapshot.estimate().orElseThrow().coefficients())
          .allSatisfy(coefficient -> assertThat(coefficient.value()).isZero());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fullBatchWithoutPenalties_fullBatchTraining_recoversThePenalty(
      IUpdater updater, DataType type) {
    DataSet digits = Digits.first(500, type);
    // In chunks, so that the probe's gradient is another sum of the same terms.
    Probe probe = Probe.of(Training.batches(digits, 77));
    List<MonitorSnapshot> snapshots =
        Graphs.observe(
            SameDiffBiasListener.builder()
                .reference(Reference.fullBatch(probe).andWithoutPenalties())
                .estimator(new PerObservationEstimator()),
            Graphs.tanh(updater, type, b -> b.l2(1e-2)),
            digits,
            500,
            5);
    assertThat(snapshots).hasSize(5);
    for (MonitorSnapshot snapshot : snapshots) {
      assertThat(snapshot.estimate().orElseThrow().coefficient(0).value())
          .isCloseTo(5e-3, within(5e-3 * (type == DataType.FLOAT ? 1e-3 : 1e-10)));
    }
  }

  @Test
  void fullBatch_miniBatches_isTheDifferenceOfTheGradients() {
    DataSet digits = Digits.first(320, DataType.DOUBLE);
    SameDiff graph = Graphs.tanh(new Adam(1e-3), DataType.DOUBLE, b -> b.l2(1e-2));
    SameDiff twin = Graphs.tanh(new Adam(1e-3), DataType.DOUBLE, b -> b.l2(1e-2));
    List<MonitorSnapshot> snapshots =
        Graphs.observe(listener(Reference.fullBatch(Probe.of(digits))), graph, digits, 64, 1);
    double squares = 0;
    DataSet first = (DataSet) digits.getRange(0, 64);
    for (String name : List.of("w0", "b0", "w1", "b1")) {
      double distance = gradient(twin, first, name).distance2(gradient(twin, digits, name));
      squares += distance * distance;
    }
    // Penalties cancel; rounding of 1e-16 through Adam and back.
    assertThat(snapshots.get(0).latest().orElseThrow().sample().deviationNorm())
        .isCloseTo(Math.sqrt(squares), within(1e-12));
    assertThat(squares).isGreaterThan(1e-4);
  }

  private static INDArray gradient(SameDiff graph, DataSet data, String name) {
    return graph
        .calculateGradients(Map.of("in", data.getFeatures(), "label", data.getLabels()), name)
        .get(name)
        .dup();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void objective_withPenalties_isThatOfTraining(boolean decay) {
    DataSet digits = Digits.first(100, DataType.DOUBLE);
    Consumer<TrainingConfig.Builder> penalty = b -> b.l2(0.5);
    if (decay) {
      penalty = b -> b.weightDecay(0.5, true);
    }
    SameDiff graph = Graphs.tanh(new Sgd(0.1), DataType.DOUBLE, penalty);
    SameDiff twin = Graphs.tanh(new Sgd(0.1), DataType.DOUBLE, penalty);
    Spy spy = new Spy(new double[2], new double[3], 1e-4);
    Graphs.observe(
        SameDiffBiasListener.builder()
            .reference(Reference.fullBatch(Probe.of(digits)))
            .regularizers(spy),
        graph,
        digits,
        100,
        1);
    double weight = twin.getVariable("w1").getArr().getDouble(0, 0);
    double loss = gradient(twin, digits, "w1").getDouble(0, 0);
    assertThat(spy.seen[1]).isCloseTo(loss + 0.5 * weight, within(1e-15));
    int p = 64 * 16 + 16 + 16 * 10 + 10;
    double expected = (spy.squared[2] - spy.squared[0]) / (2 * spy.step) / p;
    // Truncation of both differences, 1e-8 of values of about one; rounding 1e-16/1e-4.
    assertThat(spy.seen[0]).isCloseTo(expected, within(1e-8));
    assertThat(Math.abs(expected)).isGreaterThan(1e-4);
  }

  /**
   * Looks at one entry, the first weight of w1.
   *
   * @param seen entries of the gradient norm's gradient, and of the objective's
   * @param squared the objective's squared gradient norm a step behind, at, and ahead along the
   *     weight's axis
   */
  private record Spy(double[] seen, double[] squared, double step) implements Regularizer {

    @Override
    public String name() {
      return "spy";
    }

    @Override
    public boolean usesObjective() {
      return true;
    }

    @Override
    public void gradient(Objective at, List<Segment> penalized, INDArray into) {
      Regularizers.gradientNorm().gradient(at, penalized, into);
      long entry =
          at.layout().segments().stream()
              .filter(segment -> segment.layer().equals("w1"))
              .findAny()
              .orElseThrow()
              .offset();
      seen[0] = into.getDouble(entry);
      seen[1] = at.gradient().getDouble(entry);
      for (int i = 0; i < 3; i++) {
        INDArray displacement = into.like().assign(0);
        displacement.putScalar(entry, (i - 1) * step);
        double norm = at.gradientAt(displacement).norm2Number().doubleValue();
        squared[i] = norm * norm;
      }
    }
  }
}
