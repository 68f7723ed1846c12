package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new SlidingWindowEstimator(20);
  }

  private static DenseSandwich.Aging window(long iterations) {
    return (now, observation, endOfCluster) -> endOfCluster > now - iterations ? 1 : 0;
  }

  /**
   * Steps of one iteration, some of none followed by one of two, so that there are no more
   * observations than iterations, and some of three quarters of the window.
   */
  @Property(seed = "11", tries = 8, edgeCases = EdgeCasesMode.NONE)
  void estimate_irregularIterations_isBatchOverTheWindowAtEveryStep(
      @ForAll long seed, @ForAll @IntRange(min = 4, max = 16) int window) {
    Random random = new Random(seed);
    SlidingWindowEstimator estimator = new SlidingWindowEstimator(window);
    List<RawObservation> all = new ArrayList<>();
    List<List<RawObservation>> clusters = new ArrayList<>();
    long iteration = random.nextInt(100);
    boolean repeated = false;
    for (int k = 0; k < 30; k++) {
      RawObservation next = RawObservation.gaussian(random, iteration, EQUATIONS, LAMBDA, 0.5);
      all.add(next);
      clusters.add(List.of(next));
      estimator.update(next.toMatch());
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      EstimatorInvariants.check(estimate);
      long oldest = iteration - window;
      List<RawObservation> inside = all.stream().filter(o -> o.iteration() > oldest).toList();
      DenseLeastSquares batch = DenseLeastSquares.solve(inside);
      for (int j = 0; j < LAMBDA.length; j++) {
        assertThat(estimate.coefficient(j).value()).isCloseTo(batch.lambda()[j], within(ROUNDING));
        double independent = Math.sqrt(batch.independentVariance(j));
        assertThat(estimate.coefficient(j).independentStandardError())
            .isCloseTo(independent, within(ROUNDING));
      }
      assertThat(estimate.fit().rSquared()).isCloseTo(batch.rSquared(), within(ROUNDING));
      assertThat(estimate.fit().equations()).isEqualTo(batch.equations());
      assertThat(estimate.fit().observations()).isEqualTo(inside.size());
      if (inside.size() > 2 && k > 2) {
        DenseSandwich.of(clusters, window(window)).assertIs(estimate);
      }
      iteration += random.nextInt(10) == 0 ? 3L * window / 4 : repeated ? 2 : 1;
      repeated = random.nextInt(4) == 0;
      iteration -= repeated ? 1 : 0;
    }
  }

  @Test
  void estimate_observationExactlyTheWindowOld_hasJustLeft() {
    Random random = new Random(31);
    SlidingWindowEstimator estimator = new SlidingWindowEstimator(5);
    estimator.update(RawObservation.gaussian(random, 0, EQUATIONS, LAMBDA, 1).toMatch());
    RawObservation atFour = RawObservation.gaussian(random, 4, EQUATIONS, LAMBDA, 1);
    estimator.update(atFour.toMatch());
    assertThat(estimator.estimate().orElseThrow().fit().observations()).isEqualTo(2);
    RawObservation atFive = RawObservation.gaussian(random, 5, EQUATIONS, LAMBDA, 1);
    estimator.update(atFive.toMatch());
    assertThat(estimator.estimate().orElseThrow().fit().observations()).isEqualTo(2);
    assertThat(estimator.estimate().orElseThrow().coefficient(0).value())
        .isCloseTo(DenseLeastSquares.solve(List.of(atFour, atFive)).lambda()[0], within(ROUNDING));
  }

  @Test
  void estimate_gapLongerThanTheWindow_likeFirstObservation() {
    List<RawObservation> all = new ArrayList<>(observations(32, 4));
    RawObservation late = RawObservation.gaussian(new Random(33), 1000, EQUATIONS, LAMBDA, 1);
    all.add(late);
    assertThat(estimateOf(all)).isEqualTo(estimateOf(List.of(late)));
  }

  /**
   * Nothing is subtracted, so nothing of a value of 1e12 remains: a running difference would keep
   * an error of 1e24 ε = 1e8. Only the innovations that it spoiled remain, as long as theirs.
   */
  @Test
  void estimate_wildObservationHasLeft_withoutTrace() {
    List<RawObservation> usual = observations(34, 30);
    List<RawObservation> wild = new ArrayList<>(usual);
    wild.set(3, usual.get(3).scaleDeviation(1e12).scaleColumn(1, 1e12));
    SlidingWindowEstimator without = new SlidingWindowEstimator(20);
    SlidingWindowEstimator with = new SlidingWindowEstimator(20);
    for (int k = 0; k < 30; k++) {
      without.update(usual.get(k).toMatch());
      with.update(wild.get(k).toMatch());
      LambdaEstimate clean = without.estimate().orElseThrow();
      LambdaEstimate soiled = with.estimate().orElseThrow();
      // Four observations of every fifth iteration are in; the wild one is the fourth.
      if (k >= 3 + 4) {
        for (int j = 0; j < 3; j++) {
          assertThat(soiled.coefficient(j).value())
              .isCloseTo(clean.coefficient(j).value(), within(ROUNDING));
        }
        assertThat(soiled.fit().rSquared()).isCloseTo(clean.fit().rSquared(), within(ROUNDING));
      }
      if (k >= 3 + 4 + 4) {
        for (int j = 0; j < 3; j++) {
          assertScaled(soiled.coefficient(j), clean.coefficient(j), 1);
        }
      }
    }
  }

  @Test
  void estimate_manyObservationsAtOneIteration_noMoreThanTheWindowAndTheLastKept() {
    Random random = new Random(35);
    SlidingWindowEstimator estimator = new SlidingWindowEstimator(4);
    List<RawObservation> all = new ArrayList<>();
    for (int k = 0; k < 100; k++) {
      RawObservation next = RawObservation.gaussian(random, 7, EQUATIONS, LAMBDA, 1);
      all.add(next);
      estimator.update(next.toMatch());
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      int kept = Math.min(k + 1, 5);
      assertThat(estimate.fit().observations()).isEqualTo(kept);
      DenseLeastSquares batch = DenseLeastSquares.solve(all.subList(k + 1 - kept, k + 1));
      assertThat(estimate.coefficient(0).value()).isCloseTo(batch.lambda()[0], within(ROUNDING));
    }
  }

  @Test
  void estimate_windowOfOneIteration_thatIterationAlone() {
    Random random = new Random(36);
    SlidingWindowEstimator estimator = new SlidingWindowEstimator(1);
    RawObservation last = null;
    for (int k = 0; k < 5; k++) {
      last = RawObservation.gaussian(random, k, EQUATIONS, LAMBDA, 1);
      estimator.update(last.toMatch());
    }
    PerObservationEstimator alone = new PerObservationEstimator();
    alone.update(last.toMatch());
    assertThat(estimator.estimate()).isEqualTo(alone.estimate());
  }

  /** A cluster leaves as a whole, when its last observation does. */
  @Test
  void estimate_clusters_batchOverWholeClusters() {
    Random random = new Random(37);
    EstimatorOptions options = EstimatorOptions.DEFAULT.withClusterIterations(5);
    SlidingWindowEstimator estimator = new SlidingWindowEstimator(20, options);
    List<List<RawObservation>> clusters = new ArrayList<>();
    for (long iteration = 0; iteration < 100; iteration++) {
      RawObservation next = RawObservation.gaussian(random, iteration, EQUATIONS, LAMBDA, 1);
      estimator.update(next.toMatch());
      if (iteration % 5 == 0) {
        clusters.add(new ArrayList<>());
      }
      clusters.get(clusters.size() - 1).add(next);
      if (clusters.size() > 2) {
        DenseSandwich.of(clusters, window(20)).assertIs(estimator.estimate().orElseThrow());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void constructor_windowBelowOne_refused(long window) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlidingWindowEstimator(window))
        .withMessageContaining(Long.toString(window));
  }

  @ParameterizedTest
  @CsvSource({"19, 10", "9, 5", "1, 2"})
  void constructor_windowWithoutRoomForTwoClusters_refused(long window, long clusters) {
    EstimatorOptions options = EstimatorOptions.DEFAULT.withClusterIterations(clusters);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlidingWindowEstimator(window, options))
        .withMessageContaining(Long.toString(window))
        .withMessageContaining(Long.toString(clusters));
    assertThatCode(() -> new SlidingWindowEstimator(2 * clusters, options))
        .doesNotThrowAnyException();
  }

  @Test
  void constructor_movingLambda_refusedWithWhatToUse() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SlidingWindowEstimator(20, EstimatorOptions.DEFAULT.withMovingLambda(true)))
        .withMessageContaining("KalmanEstimator")
        .withMessageContaining("ForgettingEstimator");
  }

  @Test
  void copy_window_kept() {
    SlidingWindowEstimator estimator = new SlidingWindowEstimator(7);
    assertThat(estimator.window()).isEqualTo(7);
    assertThat(estimator.copy().window()).isEqualTo(7);
  }

  /** Both parts of the queue and the open cluster are in the copy, and none is shared. */
  @Test
  void copy_atEveryStep_goesOnAlike() {
    List<RawObservation> observations = observations(38, 14);
    for (int k = 1; k < 14; k++) {
      OnlineEstimator original = new SlidingWindowEstimator(30);
      observations.subList(0, k).forEach(o -> original.update(o.toMatch()));
      OnlineEstimator copy = original.copy();
      for (RawObservation o : observations.subList(k, 14)) {
        original.update(o.toMatch());
      }
      for (RawObservation o : observations.subList(k, 14)) {
        copy.update(o.toMatch());
      }
      assertThat(copy.estimate()).isEqualTo(original.estimate());
    }
  }
}
