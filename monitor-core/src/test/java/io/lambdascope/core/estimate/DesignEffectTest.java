package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.RawObservation;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesignEffectTest {

  private static final int EQUATIONS = 32;

  /** Orthogonal columns of ±1 (Walsh functions): ΦᵀΦ = p I. */
  private static double[][] walsh(int r) {
    double[][] design = new double[EQUATIONS][r];
    for (int i = 0; i < EQUATIONS; i++) {
      for (int j = 0; j < r; j++) {
        design[i][j] = ((i >> j) & 1) == 0 ? 1 : -1;
      }
    }
    return design;
  }

  /**
   * Errors Φa + e, a of variance v and e of variance 1: an equation's error has the variance 1 +
   * rv, a score Φᵀξ = p a + Φᵀe the variance p²v + p in place of p(1 + rv). So ρ = (1 + pv)/(1 +
   * rv).
   *
   * <p>Without v it is 1. The mean of 400 · r squared innovations has an error of √(2/(400 r)), 7%
   * with one column; four of them are asked for.
   */
  @ParameterizedTest
  @CsvSource({"1, 0", "3, 0", "1, 1", "3, 1", "3, 0.2"})
  void designEffect_sharedErrors_theStatedRatio(int r, double v) {
    double rho = (1 + EQUATIONS * v) / (1 + r * v);
    double[][] design = walsh(r);
    double tolerance = 4 * Math.sqrt(2.0 / (400 * r)) * rho;
    for (OnlineEstimator estimator :
        new OnlineEstimator[] {
          new CumulativeEstimator(),
          new SlidingWindowEstimator(400),
          new ForgettingEstimator(400),
          new KalmanEstimator(ProcessNoise.fixed(0))
        }) {
      Random random = new Random(121);
      for (int k = 0; k < 400; k++) {
        double[] lambda = new double[r];
        Arrays.setAll(lambda, j -> 0.7 + Math.sqrt(v) * random.nextGaussian());
        estimator.update(RawObservation.of(k, design, lambda, 1, random).toMatch());
      }
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      double effect = estimate.fit().designEffect().orElseThrow();
      assertThat(effect).isCloseTo(rho, within(1.3 * tolerance));
      assertThat(estimate.fit().effectiveEquations().orElseThrow())
          .isCloseTo(estimate.fit().equations() / effect, within(1e-6));
      // What it is for: the true standard error over that of independent equations.
      for (Coefficient coefficient : estimate.coefficients()) {
        double ratio = coefficient.standardError() / coefficient.independentStandardError();
        assertThat(ratio).isCloseTo(Math.sqrt(rho), within(0.3 * Math.sqrt(rho)));
      }
    }
  }

  @Test
  void designEffect_oneObservation_unknown() {
    CumulativeEstimator estimator = new CumulativeEstimator();
    estimator.update(
        RawObservation.gaussian(new Random(122), 0, 20, new double[] {1}, 1).toMatch());
    Fit fit = estimator.estimate().orElseThrow().fit();
    assertThat(fit.designEffect()).isEmpty();
    assertThat(fit.effectiveEquations()).isEmpty();
  }

  @Test
  void designEffect_oneCluster_unknown() {
    CumulativeEstimator estimator =
        new CumulativeEstimator(EstimatorOptions.DEFAULT.withClusterIterations(100));
    Random random = new Random(123);
    for (int k = 0; k < 10; k++) {
      estimator.update(RawObservation.gaussian(random, k, 20, new double[] {1}, 1).toMatch());
    }
    assertThat(estimator.estimate().orElseThrow().fit().designEffect()).isEmpty();
  }

  @Test
  void designEffect_noDeviationOrNoColumnOrNoEquationLeft_unknownWithoutNaN() {
    Random random = new Random(124);
    for (OnlineEstimator estimator :
        new OnlineEstimator[] {new CumulativeEstimator(), new KalmanEstimator()}) {
      for (int k = 0; k < 4; k++) {
        RawObservation o = RawObservation.gaussian(random, k, 20, new double[] {1}, 1);
        estimator.update(o.scaleDeviation(0).toMatch());
      }
      assertThat(estimator.estimate().orElseThrow().fit().designEffect()).isEmpty();
      estimator.reset();
      for (int k = 0; k < 4; k++) {
        RawObservation o = RawObservation.gaussian(random, k, 20, new double[] {1}, 1);
        estimator.update(o.scaleColumn(0, 0).toMatch());
      }
      assertThat(estimator.estimate().orElseThrow().fit().designEffect()).isEmpty();
      estimator.reset();
      for (int k = 0; k < 2; k++) {
        RawObservation o = RawObservation.gaussian(random, k, 1, new double[] {1, 1}, 1);
        estimator.update(o.toMatch());
      }
      assertThat(estimator.estimate().orElseThrow().fit().designEffect()).isEmpty();
    }
  }

  /** A column that is always zero is no direction to take the mean over. */
  @Test
  void designEffect_zeroColumn_asWithoutIt() {
    CumulativeEstimator with = new CumulativeEstimator();
    CumulativeEstimator without = new CumulativeEstimator();
    for (RawObservation o : OnlineEstimatorContract.observations(125, 12)) {
      with.update(o.scaleColumn(1, 0).toMatch());
      without.update(o.selectColumns(0, 2).toMatch());
    }
    double expected = without.estimate().orElseThrow().fit().designEffect().orElseThrow();
    assertThat(with.estimate().orElseThrow().fit().designEffect().orElseThrow())
        .isCloseTo(expected, within(1e-11));
  }

  @Test
  void effectiveEquations_ofAFit_equationsOverDesignEffect() {
    assertThat(new Fit(0, 1, 1, 1, 60, 3, 3, OptionalDouble.of(4)).effectiveEquations())
        .hasValue(15);
    assertThat(new Fit(0, 1, 1, 1, 60, 3, 3, OptionalDouble.of(0)).effectiveEquations()).isEmpty();
    assertThat(new Fit(0, 1, 1, 1, 60, 3, 3, OptionalDouble.empty()).effectiveEquations())
        .isEmpty();
  }
}
