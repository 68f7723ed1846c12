package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often the 95% interval holds a Λ that moves, or one that is seen through errors correlated in
 * time. One coefficient, equal designs; the statistics are drawn, not the equations.
 *
 * <p>The share of {@value #RUNS} runs has a standard deviation of √(0.95 · 0.05/1000) = 0.007; 93
 * to 97 in 100 are three of them to either side.
 */
class DependentCoverageTest {

  private static final int RUNS = 1000;
  private static final int EQUATIONS = 1000;

  /** Standard deviation of an observation's own λ̂. */
  private static final double UNIT = 1 / Math.sqrt(EQUATIONS);

  /**
   * Of A = p, the observation's own λ̂ being λ + error · UNIT, and residuals of variance 1 beside
   * it.
   */
  private static GradientMatch match(long iteration, double lambda, double error) {
    double own = lambda + error * UNIT;
    return new GradientMatch(
        iteration,
        EQUATIONS,
        new double[] {EQUATIONS},
        new double[] {EQUATIONS * own},
        EQUATIONS * (own * own + 1));
  }

  /**
   * Share of runs that end inside.
   *
   * @param movement standard deviation of a step of Λ, in UNIT
   * @param autoregression of the errors
   */
  private static double coverage(
      Supplier<OnlineEstimator> estimators, int n, double movement, double autoregression) {
    int hits = 0;
    double fresh = Math.sqrt(1 - autoregression * autoregression);
    for (int run = 0; run < RUNS; run++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(run);
      OnlineEstimator estimator = estimators.get();
      double lambda = 0.7;
      double error = random.nextGaussian();
      for (int k = 0; k < n; k++) {
        lambda += k == 0 ? 0 : movement * UNIT * random.nextGaussian();
        error = autoregression * error + fresh * random.nextGaussian();
        estimator.update(match(k, lambda, error));
      }
      Coefficient coefficient = estimator.estimate().orElseThrow().coefficient(0);
      hits += coefficient.lower() <= lambda && lambda <= coefficient.upper() ? 1 : 0;
    }
    return hits / (double) RUNS;
  }

  private static void assert93To97(double share) {
    assertThat(share).isBetween(0.93, 0.97);
  }

  /**
   * Errors of an AR(0.5) make the variance of a mean (1 + 0.5)/(1 − 0.5) = 3 times what independent
   * clusters say: 2Φ(1.96/√3) − 1 = 0.742 (four binomial errors are 0.055). The mean of ten has 1 −
   * 2 · 0.5/(10 · 0.75) = 0.867 of its part in the long run: with t of 29 degrees of freedom, 0.934
   * remain.
   */
  @Test
  void clusters_errorsCorrelatedInTime_nearlyNominalWherePlainIsNot() {
    assertThat(coverage(CumulativeEstimator::new, 300, 0, 0.5)).isCloseTo(0.742, within(0.055));
    EstimatorOptions clusters = EstimatorOptions.DEFAULT.withClusterIterations(10);
    assertThat(coverage(() -> new CumulativeEstimator(clusters), 300, 0, 0.5))
        .isBetween(0.934 - 0.025, 0.96);
    assertThat(coverage(() -> new SlidingWindowEstimator(200, clusters), 300, 0, 0.5))
        .isBetween(0.92, 0.97);
  }

  /**
   * Half-life 40, Λ moves by 0.1 an observation: the lag's variance is 0.01 β²/(1 − β²) = 0.284,
   * that of the noise (1 − β)/(1 + β) = 0.0087, and the innovations see 1.3 of that: the interval
   * is √(0.0113/0.292) = 0.197 of what it should be, P = 2Φ(1.96 · 0.197) − 1 = 0.30.
   */
  @Test
  void movingLambda_randomWalk_nearlyNominalWherePlainIsNot() {
    EstimatorOptions moving = EstimatorOptions.DEFAULT.withMovingLambda(true);
    assertThat(coverage(() -> new ForgettingEstimator(40), 300, 0.1, 0))
        .isCloseTo(0.30, within(0.06));
    assertThat(coverage(() -> new ForgettingEstimator(40, moving), 300, 0.1, 0))
        .isBetween(0.92, 0.97);
  }

  /** And is only wider than need be where Λ stands. */
  @Test
  void movingLambda_standingLambda_atLeast93() {
    EstimatorOptions moving = EstimatorOptions.DEFAULT.withMovingLambda(true);
    assertThat(coverage(() -> new ForgettingEstimator(40, moving), 300, 0, 0)).isGreaterThan(0.93);
  }

  /**
   * The model is true, q known, only ς² is estimated: from innovations, of which it must be a good
   * part. Where Λ moves by three standard errors a step, nine tenths of an innovation's variance
   * are movement, and ς² with it the interval are uncertain by a factor.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.03, 0.3})
  void kalman_processNoiseKnown_93To97(double movement) {
    double q = movement * movement * UNIT * UNIT;
    assert93To97(coverage(() -> new KalmanEstimator(ProcessNoise.fixed(q)), 200, movement, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3})
  void kalman_processNoiseEstimated_93To97(double movement) {
    assert93To97(coverage(KalmanEstimator::new, 300, movement, 0));
  }

  @Test
  void window_standingLambda_93To97() {
    assert93To97(coverage(() -> new SlidingWindowEstimator(60), 150, 0, 0));
  }

  /** The pooled variance within workers and its degrees of freedom: Student's t, exactly. */
  @Test
  void merge_twoWorkers_exact() {
    int runs = 4 * RUNS;
    int hits = 0;
    for (int run = 0; run < runs; run++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(run);
      CumulativeEstimator one = new CumulativeEstimator();
      CumulativeEstimator other = new CumulativeEstimator();
      for (int k = 0; k < 6; k++) {
        (k < 2 ? one : other).update(match(k, 0.7, random.nextGaussian()));
      }
      one.merge(other);
      Coefficient coefficient = one.estimate().orElseThrow().coefficient(0);
      hits += coefficient.lower() <= 0.7 && 0.7 <= coefficient.upper() ? 1 : 0;
    }
    // Four times √(0.95 · 0.05/4000) = 0.0034.
    assertThat(hits / (double) runs).isCloseTo(0.95, within(0.0138));
  }
}
