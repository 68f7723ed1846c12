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
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KalmanEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new KalmanEstimator();
  }

  /** A variance of λ is published, and must be a double. */
  @Override
  boolean estimatesInUnits(int[] columns, int b) {
    return Arrays.stream(columns).allMatch(column -> Math.abs(b - column) <= 490);
  }

  /**
   * Where Λ jumps, the filter leaves 1e-8 of the information: Y⁻ is the small difference of large
   * matrices, and keeps eight digits.
   */
  @Override
  double roundingWhereLambdaJumps() {
    return 1e-7;
  }

  /**
   * Two equal columns share one coefficient, and each is taken to move for itself: the filter
   * cannot be that of one column with one movement. With a Λ that stands, it is.
   */
  @Override
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_duplicatedColumn_notIdentifiedAndOthersUnaffected(int count) {
    List<RawObservation> once = map(observations(17, count), o -> o.selectColumns(0, 1));
    List<RawObservation> twice = map(observations(17, count), o -> o.selectColumns(0, 1, 1));
    KalmanEstimator standing = new KalmanEstimator(ProcessNoise.fixed(0));
    twice.forEach(o -> standing.update(o.toMatch()));
    DenseLeastSquares batch = DenseLeastSquares.solve(once);
    for (LambdaEstimate with : List.of(standing.estimate().orElseThrow(), estimateOf(twice))) {
      for (int j = 1; j < 3; j++) {
        assertThat(with.coefficient(j).identifiability()).isEqualTo(Identifiability.NOT_IDENTIFIED);
        EstimatorInvariants.assertUnbounded(with.coefficient(j));
      }
      assertThat(with.coefficient(0).isIdentified()).isTrue();
      assertThat(with.coefficient(0).standardError()).isFinite();
      assertThat(with.coefficient(1).value())
          .isCloseTo(with.coefficient(2).value(), within(ROUNDING));
      assertThat(with.fit().conditionNumber()).isInfinite();
    }
    LambdaEstimate exact = standing.estimate().orElseThrow();
    assertThat(exact.coefficient(0).value()).isCloseTo(batch.lambda()[0], within(ROUNDING));
    assertThat(exact.coefficient(1).value() + exact.coefficient(2).value())
        .isCloseTo(batch.lambda()[1], within(ROUNDING));
  }

  /** Without movement the filter is recursive least squares. */
  @Property(seed = "15", tries = 50, edgeCases = EdgeCasesMode.NONE)
  void estimate_noProcessNoise_isBatchLeastSquaresAtEveryStep(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int r) {
    Random random = new Random(seed);
    KalmanEstimator estimator = new KalmanEstimator(ProcessNoise.fixed(0));
    List<RawObservation> all = new ArrayList<>();
    for (int k = 0; k < 15; k++) {
      all.add(RawObservation.gaussian(random, 3L * k, EQUATIONS, Arrays.copyOf(LAMBDA, r), 1));
      estimator.update(all.get(k).toMatch());
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      DenseLeastSquares batch = DenseLeastSquares.solve(all);
      for (int j = 0; j < r; j++) {
        assertThat(estimate.coefficient(j).value())
            .isCloseTo(batch.lambda()[j], within(10 * ROUNDING));
      }
    }
  }

  /**
   * With equal designs and one coefficient the standardized innovations are Helmert's transform of
   * the observations' own λ̂: the textbook interval of a mean. Quantiles from tables.
   */
  @ParameterizedTest
  @CsvSource({"2, 12.706204736", "5, 2.776445105", "20, 2.093024054"})
  void estimate_noProcessNoiseEqualDesigns_textbookIntervalOfAMean(int n, double quantile) {
    Random random = new Random(71);
    double[][] design = RawObservation.gaussianDesign(random, EQUATIONS, 1);
    KalmanEstimator estimator = new KalmanEstimator(ProcessNoise.fixed(0));
    double[] alone = new double[n];
    for (int k = 0; k < n; k++) {
      RawObservation o = RawObservation.of(k, design, new double[] {0.7}, 1, random);
      alone[k] = DenseLeastSquares.solve(List.of(o)).lambda()[0];
      estimator.update(o.toMatch());
    }
    double mean = Arrays.stream(alone).average().orElseThrow();
    double squares = Arrays.stream(alone).map(x -> (x - mean) * (x - mean)).sum();
    double error = Math.sqrt(squares / (n - 1) / n);
    Coefficient coefficient = estimator.estimate().orElseThrow().coefficient(0);
    EstimatorInvariants.assertClose(coefficient.value(), mean, 1);
    EstimatorInvariants.assertClose(coefficient.standardError(), error, error);
    EstimatorInvariants.assertClose(coefficient.upper(), mean + quantile * error, 10);
  }

  /** ς², from what is published: the design effect times the variance of one equation's error. */
  private static double scoreVariance(LambdaEstimate estimate) {
    Fit fit = estimate.fit();
    double residual = (1 - fit.rSquared()) * fit.deviationEnergy();
    double independent = residual / (fit.equations() - estimate.coefficients().size());
    return fit.designEffect().orElse(1) * independent;
  }

  /**
   * The filter's Λ̂ is the last one of those Λ_1 … Λ_n that minimize Σ‖b_k − Φ_kΛ_k‖² + Σ_kj
   * ς²(Λ_kj − Λ_k−1,j)²/(q_jΔt), all at once by one dense solve; its variance is ς² times the last
   * block of the inverse, where there is one coefficient and so but one noise.
   */
  @Property(seed = "16", tries = 40, edgeCases = EdgeCasesMode.NONE)
  void estimate_fixedProcessNoise_isPenalizedLeastSquaresOfAllTimesAtOnce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int r) {
    Random random = new Random(seed);
    double[] q = new double[r];
    Arrays.setAll(q, j -> 0.3 * random.nextDouble() * (j + 0.1));
    KalmanEstimator estimator = new KalmanEstimator(ProcessNoise.fixed(q));
    int n = 14;
    RealMatrix normal = new Array2DRowRealMatrix(n * r, n * r);
    RealVector rhs = new ArrayRealVector(n * r);
    long iteration = 0;
    double noise = 0;
    for (int k = 0; k < n; k++) {
      long elapsed = 1L + random.nextInt(9);
      iteration += elapsed;
      double[] lambda = Arrays.copyOf(LAMBDA, r);
      lambda[0] += 0.2 * k;
      RawObservation o = RawObservation.gaussian(random, iteration, EQUATIONS, lambda, 0.5);
      estimator.update(o.toMatch());
      for (int i = 0; i < r; i++) {
        rhs.setEntry(k * r + i, o.toMatch().cross(i));
        for (int j = 0; j < r; j++) {
          normal.addToEntry(k * r + i, k * r + j, o.toMatch().gram(i, j));
        }
        if (k > 0) {
          double stiffness = noise / (q[i] * elapsed);
          int now = k * r + i;
          int before = now - r;
          normal.addToEntry(now, now, stiffness);
          normal.addToEntry(before, before, stiffness);
          normal.addToEntry(now, before, -stiffness);
          normal.addToEntry(before, now, -stiffness);
        }
      }
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      EstimatorInvariants.check(estimate);
      noise = scoreVariance(estimate);
      int size = (k + 1) * r;
      RealMatrix inverse =
          new LUDecomposition(normal.getSubMatrix(0, size - 1, 0, size - 1), 0)
              .getSolver()
              .getInverse();
      RealVector solution = inverse.operate(rhs.getSubVector(0, size));
      for (int j = 0; j < r; j++) {
        EstimatorInvariants.assertClose(
            estimate.coefficient(j).value(), solution.getEntry(k * r + j), 10);
      }
      if (r == 1) {
        double error = Math.sqrt(noise * inverse.getEntry(k, k));
        EstimatorInvariants.assertClose(estimate.coefficient(0).standardError(), error, 10 * error);
      }
    }
    assertThat(estimator.processVariances().orElseThrow()).containsExactly(q);
  }

  @Test
  void estimate_hugeProcessNoise_lastObservationAlone() {
    KalmanEstimator estimator = new KalmanEstimator(ProcessNoise.fixed(1e30));
    for (RawObservation o : observations(72, 6)) {
      estimator.update(o.toMatch());
      DenseLeastSquares alone = DenseLeastSquares.solve(List.of(o));
      for (int j = 0; j < 3; j++) {
        // 1e-8 of the information is left, and rounding of what was taken away.
        assertThat(estimator.estimate().orElseThrow().coefficient(j).value())
            .isCloseTo(alone.lambda()[j], within(1e-6));
      }
    }
  }

  @Test
  void estimate_oneVarianceForAll_asOneForEach() {
    KalmanEstimator one = new KalmanEstimator(ProcessNoise.fixed(0.01));
    KalmanEstimator each = new KalmanEstimator(ProcessNoise.fixed(0.01, 0.01, 0.01));
    for (RawObservation o : observations(73, 6)) {
      one.update(o.toMatch());
      each.update(o.toMatch());
    }
    assertThat(one.estimate()).isEqualTo(each.estimate());
    assertThat(one.copy().processVariances().orElseThrow()).containsExactly(0.01, 0.01, 0.01);
  }

  /** Many observations a step apart, so that the root of q̂ is good to a tenth or so. */
  @ParameterizedTest
  @ValueSource(doubles = {0.003, 0.03, 0.3})
  void processVariances_randomWalk_foundToAFactor(double step) {
    Random random = new Random(74);
    KalmanEstimator estimator = new KalmanEstimator();
    assertThat(estimator.processVariances()).isEmpty();
    double[] lambda = {0.7, -1.3};
    for (int k = 0; k < 3000; k++) {
      lambda[0] += step * random.nextGaussian();
      estimator.update(RawObservation.gaussian(random, k, EQUATIONS, lambda, 0.5).toMatch());
    }
    double[] variances = estimator.processVariances().orElseThrow();
    assertThat(Math.sqrt(variances[0]) / step).isBetween(0.7, 1.4);
    // That of the coefficient that stands is far below what could be seen: 1e-3 a step.
    assertThat(variances[1]).isLessThan(1e-7);
    variances[0] = 99;
    assertThat(estimator.processVariances().orElseThrow()[0]).isNotEqualTo(99);
    assertThat(estimator.copy().processVariances().orElseThrow())
        .containsExactly(estimator.processVariances().orElseThrow());
    estimator.reset();
    assertThat(estimator.processVariances()).isEmpty();
  }

  /** Where Λ has jumped for good, the estimate soon follows, unlike that of least squares. */
  @Test
  void estimate_jumpAfterLongStandstill_followedWithinTenObservations() {
    Random random = new Random(75);
    KalmanEstimator estimator = new KalmanEstimator();
    for (int k = 0; k < 510; k++) {
      double[] lambda = {k < 500 ? 0.7 : 3.7};
      estimator.update(RawObservation.gaussian(random, k, EQUATIONS, lambda, 1).toMatch());
    }
    assertThat(estimator.estimate().orElseThrow().coefficient(0).value())
        .isCloseTo(3.7, within(0.5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-300, Double.NaN, Double.POSITIVE_INFINITY, -1})
  void fixed_notFiniteOrNegative_refused(double variance) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessNoise.fixed(0.1, variance))
        .withMessageContaining(Double.toString(variance));
    assertThatIllegalArgumentException().isThrownBy(() -> ProcessNoise.fixed());
  }

  @Test
  void update_processNoiseForAnotherNumberOfCoefficients_refusedAndNothingKept() {
    KalmanEstimator estimator = new KalmanEstimator(ProcessNoise.fixed(0.1, 0.2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator.update(observations(76, 1).get(0).toMatch()))
        .withMessageContaining("2")
        .withMessageContaining("3");
    assertThat(estimator.estimate()).isEmpty();
    estimator.update(observations(76, 1).get(0).selectColumns(0, 1).toMatch());
    assertThat(estimator.estimate()).isPresent();
  }

  @Test
  void fixed_sameVariances_equalAndIndependentOfTheArrayGiven() {
    double[] given = {0.1, 0.2};
    ProcessNoise.Fixed noise = new ProcessNoise.Fixed(given);
    given[0] = 99;
    noise.variances()[0] = 99;
    assertThat(noise)
        .isEqualTo(ProcessNoise.fixed(0.1, 0.2))
        .hasSameHashCodeAs(ProcessNoise.fixed(0.1, 0.2))
        .isNotEqualTo(ProcessNoise.fixed(0.1, 0.3))
        .isNotEqualTo(ProcessNoise.maximumLikelihood())
        .hasToString("Fixed[0.1, 0.2]");
    assertThat(ProcessNoise.fixed(1).hashCode()).isNotEqualTo(ProcessNoise.fixed(2).hashCode());
    assertThat(ProcessNoise.maximumLikelihood()).isEqualTo(ProcessNoise.maximumLikelihood());
  }
}
