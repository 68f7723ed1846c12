package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CumulativeEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new CumulativeEstimator();
  }

  @Property(seed = "5", tries = 100, edgeCases = EdgeCasesMode.NONE)
  void estimate_anyObservations_isBatchLeastSquaresOfStackedEquations(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int r,
      @ForAll @IntRange(min = 10, max = 30) int p,
      @ForAll @IntRange(min = 1, max = 8) int n) {
    Random random = new Random(seed);
    double[] lambda = Arrays.copyOf(LAMBDA, r);
    List<RawObservation> observations = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      observations.add(RawObservation.gaussian(random, k, p, lambda, 1));
    }
    LambdaEstimate estimate = estimateOf(observations);
    DenseLeastSquares batch = DenseLeastSquares.solve(observations);
    for (int j = 0; j < r; j++) {
      // 10 × 3 Gaussian designs have Gram condition numbers up to some hundreds.
      assertThat(estimate.coefficient(j).value()).isCloseTo(batch.lambda()[j], within(1e-10));
    }
    assertThat(estimate.fit().rSquared()).isCloseTo(batch.rSquared(), within(1e-11));
    assertThat(estimate.fit().equations()).isEqualTo(n * (double) p);
    assertThat(estimate.fit().observations()).isEqualTo(n);
    assertThat(estimate.fit().effectiveObservations()).isCloseTo(n, within(1e-12));
  }

  /**
   * With equal designs Λ̂ is the mean of the observations' own λ̂_k, and its textbook interval mean
   * ± t_{n−1} s/√n. The innovations are Helmert's transform of the same numbers, so both must agree
   * to rounding, not only on average. Quantiles from tables.
   */
  @ParameterizedTest
  @CsvSource({"2, 12.706204736", "5, 2.776445105", "20, 2.093024054"})
  void estimate_equalDesigns_textbookIntervalOfAMean(int n, double quantile) {
    Random random = new Random(41);
    double[][] design = RawObservation.gaussianDesign(random, EQUATIONS, 3);
    List<RawObservation> observations = new ArrayList<>();
    double[][] alone = new double[3][n];
    for (int k = 0; k < n; k++) {
      RawObservation observation = RawObservation.of(k, design, LAMBDA, 1, random);
      observations.add(observation);
      double[] own = DenseLeastSquares.solve(List.of(observation)).lambda();
      for (int j = 0; j < 3; j++) {
        alone[j][k] = own[j];
      }
    }
    LambdaEstimate estimate = estimateOf(observations);
    for (int j = 0; j < 3; j++) {
      double mean = Arrays.stream(alone[j]).average().orElseThrow();
      double squares = Arrays.stream(alone[j]).map(x -> (x - mean) * (x - mean)).sum();
      double error = Math.sqrt(squares / (n - 1) / n);
      assertThat(estimate.coefficient(j).value()).isCloseTo(mean, within(ROUNDING));
      assertThat(estimate.coefficient(j).standardError()).isCloseTo(error, within(ROUNDING));
      assertThat(estimate.coefficient(j).upper())
          .isCloseTo(mean + quantile * error, within(1e-8 * (1 + error)));
      assertThat(estimate.covariance()[4 * j]).isCloseTo(error * error, within(ROUNDING));
    }
  }

  @Test
  void estimate_orderOfObservationsChanged_sameValue() {
    List<RawObservation> observations = observations(42, 6);
    List<RawObservation> reversed = new ArrayList<>(observations);
    Collections.reverse(reversed);
    List<RawObservation> renumbered =
        map(reversed, o -> new RawObservation(0, o.design(), o.deviation()));
    for (int j = 0; j < 3; j++) {
      assertThat(estimateOf(renumbered).coefficient(j).value())
          .isCloseTo(estimateOf(observations).coefficient(j).value(), within(ROUNDING));
    }
  }

  @Test
  void estimate_moreRegularizersThanEquationsEach_identifiedOnceTheyAddUp() {
    Random random = new Random(43);
    List<RawObservation> observations = new ArrayList<>();
    for (int k = 0; k < 20; k++) {
      observations.add(RawObservation.gaussian(random, k, 1, LAMBDA, 0));
    }
    LambdaEstimate two = estimateOf(observations.subList(0, 2));
    two.coefficients().forEach(EstimatorInvariants::assertUnbounded);
    LambdaEstimate all = estimateOf(observations);
    for (int j = 0; j < 3; j++) {
      assertThat(all.coefficient(j).value()).isCloseTo(LAMBDA[j], within(1e-12));
      // What the first observations left open is not noise: the model is exact.
      assertThat(all.coefficient(j).standardError()).isLessThan(1e-9);
    }
  }

  @Test
  void estimate_columnAppearsLate_nothingOfItCountsAsNoise() {
    List<RawObservation> observations = new ArrayList<>();
    Random random = new Random(44);
    for (int k = 0; k < 20; k++) {
      RawObservation o = RawObservation.gaussian(random, k, EQUATIONS, LAMBDA, 0);
      observations.add(
          k < 5 ? RawObservation.of(k, o.scaleColumn(1, 0).design(), LAMBDA, 0, random) : o);
    }
    for (Coefficient coefficient : estimateOf(observations).coefficients()) {
      assertThat(coefficient.standardError()).isLessThan(1e-9);
    }
  }

  @Test
  void estimate_columnSeenOnceOnly_hasNoIntervalRatherThanAPoint() {
    // Its noise shows in no innovation: a width of zero would claim certainty.
    Random random = new Random(45);
    List<RawObservation> observations = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      RawObservation o = RawObservation.gaussian(random, k, EQUATIONS, new double[] {0.7}, 1);
      observations.add(k == 0 ? o : o.scaleColumn(0, 0));
    }
    EstimatorInvariants.assertUnbounded(estimateOf(observations).coefficient(0));
  }

  /** Interval, degrees of freedom, design effect and all, from the rows themselves. */
  @Property(seed = "7", tries = 15, edgeCases = EdgeCasesMode.NONE)
  void estimate_anyObservations_isTheNaiveSandwichAtEveryStep(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int r) {
    Random random = new Random(seed);
    List<List<RawObservation>> clusters = new ArrayList<>();
    CumulativeEstimator estimator = new CumulativeEstimator();
    double norm = 1;
    for (int k = 0; k < 12; k++) {
      RawObservation next =
          RawObservation.gaussian(random, k, EQUATIONS, Arrays.copyOf(LAMBDA, r), 1)
              .scaleColumn(0, norm);
      norm *= 0.5 + random.nextDouble();
      clusters.add(List.of(next));
      estimator.update(next.toMatch());
      if (k > 0) {
        DenseSandwich.of(clusters, (now, o, end) -> 1).assertIs(estimator.estimate().orElseThrow());
      }
    }
  }

  /**
   * After a first column of size 1, those of 2^−134.5 have weights v of 2^−269 in the degrees of
   * freedom (Σv²)²/Σv⁴, whose fourth powers are below every double.
   */
  @Test
  void estimate_fourthPowersBelowTheDoubles_degreesOfFreedomNoMoreThanObservations() {
    CumulativeEstimator estimator = new CumulativeEstimator();
    estimator.update(new GradientMatch(0, 20, new double[] {1}, new double[] {1}, 2));
    double tiny = Math.scalb(1.0, -269);
    for (int k = 1; k < 5; k++) {
      estimator.update(
          new GradientMatch(k, 20, new double[] {tiny}, new double[] {tiny * (1 + k % 2)}, 1));
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      EstimatorInvariants.check(estimate);
      Coefficient coefficient = estimate.coefficient(0);
      if (coefficient.standardError() < Double.POSITIVE_INFINITY) {
        // t of 5 degrees of freedom at 97.5% is 2.57, that of none more than 12.7.
        assertThat((coefficient.upper() - coefficient.value()) / coefficient.standardError())
            .isBetween(2.57, 12.8);
      }
    }
    assertThat(estimator.estimate().orElseThrow().coefficient(0).standardError()).isFinite();
  }
}
