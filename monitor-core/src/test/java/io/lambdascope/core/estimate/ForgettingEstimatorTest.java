package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgettingEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new ForgettingEstimator(12);
  }

  private static LambdaEstimate estimate(double halfLife, List<RawObservation> observations) {
    ForgettingEstimator estimator = new ForgettingEstimator(halfLife);
    observations.forEach(observation -> estimator.update(observation.toMatch()));
    LambdaEstimate estimate = estimator.estimate().orElseThrow();
    EstimatorInvariants.check(estimate);
    return estimate;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void constructor_halfLifeNotPositiveAndFinite_refused(double halfLife) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ForgettingEstimator(halfLife))
        .withMessageContaining(Double.toString(halfLife))
        .withMessageContaining("CumulativeEstimator");
  }

  @Test
  void copy_halfLife_kept() {
    ForgettingEstimator estimator = new ForgettingEstimator(3.5);
    assertThat(estimator.halfLife()).isEqualTo(3.5);
    assertThat(estimator.copy().halfLife()).isEqualTo(3.5);
  }

  /**
   * Weights from the iterations of the last and of each observation, whatever lies between them.
   */
  @Property(seed = "6", tries = 100, edgeCases = EdgeCasesMode.NONE)
  void estimate_anyStride_isWeightedBatchLeastSquares(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int n,
      @ForAll @DoubleRange(min = 2, max = 200) double halfLife) {
    Random random = new Random(seed);
    List<RawObservation> observations = new ArrayList<>();
    long iteration = random.nextInt(1000);
    for (int k = 0; k < n; k++) {
      observations.add(RawObservation.gaussian(random, iteration, EQUATIONS, LAMBDA, 1));
      iteration += random.nextInt(20);
    }
    long last = observations.get(n - 1).iteration();
    double[] weights =
        observations.stream()
            .mapToDouble(o -> Math.pow(2, -(last - o.iteration()) / halfLife))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    double squares = Arrays.stream(weights).map(w -> w * w).sum();

    LambdaEstimate estimate = estimate(halfLife, observations);

    DenseLeastSquares batch = DenseLeastSquares.solve(observations, weights);
    for (int j = 0; j < 3; j++) {
      assertThat(estimate.coefficient(j).value()).isCloseTo(batch.lambda()[j], within(ROUNDING));
    }
    Fit fit = estimate.fit();
    assertThat(fit.rSquared()).isCloseTo(batch.rSquared(), within(ROUNDING));
    assertThat(fit.deviationEnergy())
        .isCloseTo(batch.deviationEnergy(), within(ROUNDING * batch.deviationEnergy()));
    assertThat(fit.equations()).isCloseTo(sum * EQUATIONS, within(ROUNDING * sum * EQUATIONS));
    assertThat(fit.effectiveObservations()).isCloseTo(sum * sum / squares, within(1e-9));
    assertThat(fit.observations()).isEqualTo(n);
  }

  /** One half-life of 10 iterations is 10 observations at stride 1 and 2 at stride 5. */
  @Test
  void estimate_everyFifthIteration_weighsByIterationNotByCount() {
    List<RawObservation> strided = observations(51, 6); // iterations 0, 5, … 25
    double[] weights = {
      Math.pow(2, -2.5), Math.pow(2, -2), Math.pow(2, -1.5), 0.5, Math.pow(2, -0.5), 1
    };
    DenseLeastSquares batch = DenseLeastSquares.solve(strided, weights);
    LambdaEstimate estimate = estimate(10, strided);
    for (int j = 0; j < 3; j++) {
      assertThat(estimate.coefficient(j).value()).isCloseTo(batch.lambda()[j], within(ROUNDING));
    }
  }

  @Test
  void estimate_hugeHalfLife_isCumulative() {
    List<RawObservation> observations = observations(52, 8);
    CumulativeEstimator cumulative = new CumulativeEstimator();
    observations.forEach(observation -> cumulative.update(observation.toMatch()));
    LambdaEstimate all = cumulative.estimate().orElseThrow();
    LambdaEstimate forgetting = estimate(1e15, observations); // weights 1 − 3e-14
    for (int j = 0; j < 3; j++) {
      assertScaled(forgetting.coefficient(j), all.coefficient(j), 1);
    }
  }

  /** 2^(−gap/h) is below 1e-60 from 200 half-lives on: the past is gone, numbers and all. */
  @Test
  void update_afterVeryLongGap_likeFirstObservation() {
    List<RawObservation> before = observations(53, 4);
    RawObservation late = RawObservation.gaussian(new Random(54), 10_000, EQUATIONS, LAMBDA, 1);
    List<RawObservation> all = new ArrayList<>(before);
    all.add(late);
    assertThat(estimate(10, all)).isEqualTo(estimate(10, List.of(late)));
  }

  /** Just short of that nothing may underflow: the weight's fourth power is 1e-240. */
  @Test
  void update_afterLongGap_lastObservationAloneDecides() {
    List<RawObservation> all = new ArrayList<>(observations(55, 4));
    RawObservation late = RawObservation.gaussian(new Random(56), 15 + 1990, EQUATIONS, LAMBDA, 1);
    all.add(late);
    LambdaEstimate estimate = estimate(10, all);
    DenseLeastSquares alone = DenseLeastSquares.solve(List.of(late));
    for (int j = 0; j < 3; j++) {
      assertThat(estimate.coefficient(j).value()).isCloseTo(alone.lambda()[j], within(ROUNDING));
      assertThat(estimate.coefficient(j).standardError()).isPositive().isFinite();
    }
    assertThat(estimate.fit().observations()).isEqualTo(5);
  }

  @Test
  void estimate_lambdaChanges_forgottenAtTheStatedRate() {
    // Equal exact designs: Λ̂ is the weighted mean of the two values; after h iterations the old
    // one
    // keeps half of its weight share.
    double[][] design = RawObservation.gaussianDesign(new Random(57), EQUATIONS, 1);
    List<RawObservation> observations = new ArrayList<>();
    for (int k = 0; k < 400; k++) {
      double[] lambda = {k < 380 ? 1 : 0};
      observations.add(RawObservation.of(k, design, lambda, 0, new Random(0)));
    }
    // Old share Σ_{k≥20} 2^(−k/20) / Σ_{k≥0} = 2⁻¹, but for the missing tail of 2⁻²⁰.
    assertThat(estimate(20, observations).coefficient(0).value()).isCloseTo(0.5, within(1e-6));
  }

  /** Interval, degrees of freedom, design effect and all, from the rows themselves. */
  @Property(seed = "8", tries = 15, edgeCases = EdgeCasesMode.NONE)
  void estimate_anyStride_isTheNaiveSandwichAtEveryStep(
      @ForAll long seed, @ForAll @DoubleRange(min = 3, max = 50) double halfLife) {
    Random random = new Random(seed);
    List<List<RawObservation>> clusters = new ArrayList<>();
    ForgettingEstimator estimator = new ForgettingEstimator(halfLife);
    long iteration = 3;
    for (int k = 0; k < 12; k++) {
      RawObservation next = RawObservation.gaussian(random, iteration, EQUATIONS, LAMBDA, 1);
      iteration += random.nextInt(5);
      clusters.add(List.of(next));
      estimator.update(next.toMatch());
      if (k > 0) {
        DenseSandwich.of(clusters, (now, o, end) -> Math.pow(2, -(now - o.iteration()) / halfLife))
            .assertIs(estimator.estimate().orElseThrow());
      }
    }
  }
}
