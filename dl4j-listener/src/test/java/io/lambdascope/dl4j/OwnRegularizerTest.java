package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** Regularizers of the user's own, by a Java function and by a SameDiff scalar. */
class OwnRegularizerTest {

  /** Values up to 100, third derivatives up to 50: 1e-16·100/1e-5 and 50·1e-10/6. */
  private static final double TOLERANCE = 1e-8;

  private final MultiLayerNetwork network = GradientCheck.dense();
  private final double[] theta = GradientCheck.theta(network);

  private Objective objective() throws Exception {
    return GradientCheck.objective(network, GradientCheck.examples(5));
  }

  /** Σθ⁴ of the weights, entries 0 to 19 and 24 to 35. */
  private static double quartic(double[] at) {
    double sum = 0;
    for (int i = 0; i < 36; i++) {
      sum += i < 20 || i >= 24 ? Math.pow(at[i], 4) : 0;
    }
    return sum;
  }

  @Test
  void function_returningAnotherArray_isTheGradient() throws Exception {
    Regularizer own = Regularizers.of("quartic", (segment, w) -> w.mul(w).muli(w).muli(4));
    GradientCheck.assertGradient(
        GradientCheck.gradient(own, objective()), theta, OwnRegularizerTest::quartic, TOLERANCE);
  }

  @Test
  void function_writingToItsArray_isTheGradientAndLeavesTheParameters() throws Exception {
    Objective at = objective();
    Regularizer own = Regularizers.of("ridge", (segment, w) -> w.muli(2));
    double[] ridge = GradientCheck.gradient(Regularizers.l2(), at);
    assertThat(GradientCheck.gradient(own, at)).containsExactly(ridge);
    assertThat(at.parameters().data().asDouble()).containsExactly(theta);
  }

  @Test
  void function_ofAnotherShape_isToldWithBoth() throws Exception {
    Objective at = objective();
    Regularizer own = Regularizers.of("total", (segment, w) -> w.sum(0));
    assertThatIllegalStateException()
        .isThrownBy(() -> GradientCheck.gradient(own, at))
        .withMessageContaining("total at 0_W")
        .withMessageContaining("[5, 4], has [4]");
  }

  @Test
  void sameDiff_scalarOfAllArrays_hasItsGradientByEveryEntry() throws Exception {
    // Not a sum over arrays: ‖W₁W₂‖² with its own gradient by SameDiff.
    Regularizer own =
        Regularizers.sameDiff(
            "product", (sd, p) -> sd.math().square(p.get("0_W").mmul(p.get("1_W"))).sum());
    GradientCheck.assertGradient(
        GradientCheck.gradient(own, objective()),
        theta,
        at -> {
          double[][] first = GradientCheck.matrix(at, 0, 5, 4);
          double[][] second = GradientCheck.matrix(at, 24, 4, 3);
          double sum = 0;
          for (double[] row : first) {
            for (int k = 0; k < 3; k++) {
              double entry = 0;
              for (int j = 0; j < 4; j++) {
                entry += row[j] * second[j][k];
              }
              sum += entry * entry;
            }
          }
          return sum;
        },
        TOLERANCE);
  }

  @Test
  void sameDiff_secondPointOfOneGraph_hasTheGradientThere() throws Exception {
    AtomicInteger built = new AtomicInteger();
    Regularizer own =
        Regularizers.sameDiff(
            "quartic",
            (sd, p) -> {
              built.incrementAndGet();
              return sd.math().pow(p.get("0_W"), 4).sum();
            });
    MultiLayerNetwork trained = Networks.tanh(0, 1, new Sgd(0.1), DataType.DOUBLE, b -> {});
    List<double[]> seen = Collections.synchronizedList(new ArrayList<>());
    List<double[]> expected = Collections.synchronizedList(new ArrayList<>());
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .regularizers(new Spy(own, seen, expected)),
            trained,
            () -> Training.fit(trained, Digits.first(256, DataType.DOUBLE), 64, 1));
    assertThat(snapshots).hasSize(4);
    assertThat(built).hasValue(1);
    for (int k = 0; k < 4; k++) {
      // A power and its derivative by other operations: rounding alone.
      assertThat(seen.get(k)).containsExactly(expected.get(k), within(1e-15));
    }
    assertThat(seen.get(3)).isNotEqualTo(seen.get(0));
  }

  /** Notes the gradient, and 4θ³ of the same weights. */
  private record Spy(Regularizer of, List<double[]> seen, List<double[]> expected)
      implements Regularizer {
    @Override
    public String name() {
      return of.name();
    }

    @Override
    public void check(ParameterLayout layout, List<Segment> segments) {
      of.check(layout, segments);
    }

    @Override
    public void gradient(Objective at, List<Segment> segments, INDArray into) {
      of.gradient(at, segments, into);
      seen.add(into.dup().data().asDouble());
      double[] cubes = at.parameters().dup().data().asDouble();
      for (int i = 0; i < cubes.length; i++) {
        cubes[i] = i < 640 ? 4 * Math.pow(cubes[i], 3) : 0;
      }
      expected.add(cubes);
    }
  }

  @Test
  void sameDiff_arrayThatItLeavesOut_hasGradientZero() throws Exception {
    Regularizer own =
        Regularizers.sameDiff("first", (sd, p) -> sd.math().square(p.get("0_W")).sum());
    double[] gradient = GradientCheck.gradient(own, objective());
    for (int i = 0; i < 39; i++) {
      assertThat(gradient[i]).isCloseTo(i < 20 ? 2 * theta[i] : 0, within(1e-15));
    }
  }

  @Test
  void sameDiff_perLayer_hasAGraphForEach() throws Exception {
    Regularizer own =
        Regularizers.sameDiff(
            "ridge", (sd, p) -> sd.math().square(p.values().iterator().next()).sum());
    List<double[]> gradients =
        GradientCheck.gradients(own, ParameterGroups.perLayer(), objective());
    assertThat(gradients.get(0)[3]).isCloseTo(2 * theta[3], within(1e-15));
    assertThat(gradients.get(0)[30]).isZero();
    assertThat(gradients.get(1)[30]).isCloseTo(2 * theta[30], within(1e-15));
  }

  @Test
  void sameDiff_notAScalar_isRefused() throws Exception {
    Objective at = objective();
    Regularizer own = Regularizers.sameDiff("own", (sd, p) -> sd.math().square(p.get("0_W")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientCheck.gradient(own, at))
        .withMessageContaining("scalar")
        .withMessageContaining("[5, 4]");
  }

  @Test
  void sameDiff_ofTwoListeners_isRefused() throws Exception {
    Objective at = objective();
    Regularizer own = Regularizers.sameDiff("own", (sd, p) -> sd.math().square(p.get("0_W")).sum());
    GradientCheck.gradient(own, at);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientCheck.gradient(own, at))
        .withMessageContaining("another listener");
  }

  /** DL4J's own l2 is what the user's Σθ² must give back, as the l2 that comes along does. */
  @Test
  void ownRegularizers_inAListener_recoverTheRidge() {
    MultiLayerNetwork trained = Networks.tanh(1, 8, new Sgd(0.1), DataType.DOUBLE, b -> b.l2(1e-2));
    for (Regularizer own :
        List.of(
            Regularizers.of("ridge", (segment, w) -> w.muli(2)),
            Regularizers.sameDiff(
                "ridge",
                (sd, p) ->
                    sd.math()
                        .square(p.get("0_W"))
                        .sum()
                        .add(sd.math().square(p.get("1_W")).sum())))) {
      List<MonitorSnapshot> snapshots =
          Training.observe(
              ImplicitBiasListener.builder()
                  .reference(Reference.withoutPenalties())
                  .regularizers(own)
                  .estimator(new PerObservationEstimator()),
              trained,
              () -> Training.fit(trained, Digits.first(256, DataType.DOUBLE), 64, 1));
      for (MonitorSnapshot snapshot : snapshots) {
        // As in CalibrationTest: 1e-16 of a gradient a hundred times the penalty's.
        assertThat(snapshot.estimate().orElseThrow().coefficient(0).value())
            .isCloseTo(5e-3, within(5e-3 * 1e-10));
      }
    }
  }
}
