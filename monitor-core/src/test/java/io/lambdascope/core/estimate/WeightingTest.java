package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightingTest {

  private static final int EQUATIONS = 20;

  private static CumulativeEstimator weighted(Weighting weighting) {
    return new CumulativeEstimator(EstimatorOptions.DEFAULT.withWeighting(weighting));
  }

  /** Of a column with A = 1: c is the observation's own λ̂. */
  private static GradientMatch value(int k, double c, double energy) {
    return new GradientMatch(k, 2, new double[] {1}, new double[] {c}, energy);
  }

  private static void assertFit(OnlineEstimator estimator, double lambda, double... weights) {
    LambdaEstimate estimate = estimator.estimate().orElseThrow();
    assertThat(estimate.coefficient(0).value()).isCloseTo(lambda, within(1e-13));
    double sum = 0;
    double squares = 0;
    for (double weight : weights) {
      sum += weight;
      squares += weight * weight;
    }
    assertThat(estimate.fit().effectiveObservations())
        .isCloseTo(sum * sum / squares, within(1e-12));
    assertThat(estimate.fit().equations()).isCloseTo(2 * sum, within(1e-12));
  }

  @Test
  void huber_handComputedSequence_weightsAsDefined() {
    CumulativeEstimator estimator = weighted(Weighting.HUBER);
    estimator.update(value(0, 1, 1e6));
    // Innovation 1 of an unknown scale: weight 1. The squared scale is now 1.
    estimator.update(value(1, 2, 1e6));
    assertFit(estimator, 1.5, 1, 1);
    // Innovation 30 = 30 scales: weight 3/30. The squared scale is the mean of 1 and (30/10)² = 9.
    estimator.update(value(2, 31.5, 1e6));
    double third = (1 + 2 + 3.15) / 2.1;
    assertFit(estimator, third, 1, 1, 0.1);
    // Innovation −6√5 = 6 scales: weight one half.
    double fourth = third - 6 * Math.sqrt(5);
    estimator.update(value(3, fourth, 1e6));
    assertFit(estimator, (6.15 + fourth / 2) / 2.6, 1, 1, 0.1, 0.5);
    // The squared scale is now 5 + (9 · 5 − 5)/3 = 55/3; just within 3 of it nothing is cut.
    double before = (6.15 + fourth / 2) / 2.6;
    double fifth = before + 2.999 * Math.sqrt(55.0 / 3);
    estimator.update(value(4, fifth, 1e6));
    assertFit(estimator, (6.15 + fourth / 2 + fifth) / 3.6, 1, 1, 0.1, 0.5, 1);
  }

  /** Of A = 1 and p = 2: its own fit leaves {@code own}, of one degree of freedom. */
  private static GradientMatch noisy(int k, double c, double own) {
    return value(k, c, c * c + own);
  }

  @Test
  void residualVariance_handComputedSequence_weightsAsDefined() {
    CumulativeEstimator estimator = weighted(Weighting.RESIDUAL_VARIANCE);
    estimator.update(noisy(0, 1, 2));
    assertFit(estimator, 1, 1);
    // 2/max(2, 4); the mean of 2 and 4 is 3.
    estimator.update(noisy(1, 2, 4));
    assertFit(estimator, 2 / 1.5, 1, 0.5);
    // 2/max(3, 1.5); the mean of three is 3 − 1.5/3 = 2.5.
    double w = 2.0 / 3;
    estimator.update(noisy(2, 5, 1.5));
    assertFit(estimator, (2 + 5 * w) / (1.5 + w), 1, 0.5, w);
    // 2/1000; in the mean of four it counts as 9 · 2.5: 2.5 + 20/4 = 7.5.
    estimator.update(noisy(3, 40, 1000));
    double sum = 2 + 5 * w + 40 * 0.002;
    assertFit(estimator, sum / (1.502 + w), 1, 0.5, w, 0.002);
    double v = 2 / 7.5;
    estimator.update(noisy(4, -1, 0.5));
    assertFit(estimator, (sum - v) / (1.502 + w + v), 1, 0.5, w, 0.002, v);
  }

  @Test
  void residualVariance_largestAndSmallest_withinTwoToTheTwenty() {
    CumulativeEstimator estimator = weighted(Weighting.RESIDUAL_VARIANCE);
    estimator.update(noisy(0, 1, 1));
    estimator.update(noisy(1, 2, 1e9));
    double least = 0x1p-20;
    assertFit(estimator, (1 + 2 * least) / (1 + least), 1, least);
    CumulativeEstimator exactFirst = weighted(Weighting.RESIDUAL_VARIANCE);
    exactFirst.update(noisy(0, 1, 0));
    exactFirst.update(noisy(1, 2, 0));
    assertFit(exactFirst, 1.5, 1, 1);
    exactFirst.update(noisy(2, 3, 1));
    assertFit(exactFirst, (3 + 3 * least) / (2 + least), 1, 1, least);
  }

  /** None of the first five has a usual size to be compared with, but what its own fit leaves. */
  @Test
  void huber_firstOneWild_weighsAsItsVarianceOnceAnotherShowsIt() {
    CumulativeEstimator estimator = weighted(Weighting.HUBER);
    estimator.update(noisy(0, 50, 1e4));
    estimator.update(noisy(1, 2, 1));
    assertFit(estimator, (2 + 50e-4) / 1.0001, 1e-4, 1);
    estimator.update(noisy(2, 3, 1));
    assertFit(estimator, (5 + 50e-4) / 2.0001, 1e-4, 1, 1);
    // Exact: as far as weights go.
    estimator.update(noisy(3, 4, 0));
    double past = 0x1p-20;
    assertFit(
        estimator, (4 + past * (5 + 50e-4)) / (1 + past * 2.0001), 1e-4 * past, past, past, 1);
  }

  @Test
  void huber_secondOneWild_weighsThreeOverItsSize() {
    CumulativeEstimator estimator = weighted(Weighting.HUBER);
    estimator.update(noisy(0, 1, 1));
    // Thirty times the first one's standard deviation.
    estimator.update(noisy(1, 50, 900));
    assertFit(estimator, (1 + 0.1 * 50) / 1.1, 1, 0.1);
    CumulativeEstimator usual = weighted(Weighting.HUBER);
    usual.update(noisy(0, 1, 1));
    // Just within three times it is not.
    usual.update(noisy(1, 3, 8.99));
    assertFit(usual, 2, 1, 1);
    // Nor is the first one just outside of three times.
    usual.update(noisy(2, 2, 0.112));
    assertFit(usual, 2, 1, 1, 1);
  }

  @Test
  void huber_fromTheSixthOn_ownVarianceHasNoSay() {
    CumulativeEstimator estimator = weighted(Weighting.HUBER);
    for (int k = 0; k < 5; k++) {
      estimator.update(noisy(k, k % 2, 1));
    }
    estimator.update(noisy(5, 0.5, 1e8));
    estimator.update(noisy(6, 0.5, 1e-8));
    assertFit(estimator, 3.0 / 7, 1, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void residualVariance_exactStretchAfterNoise_weightBounded() {
    Random random = new Random(91);
    CumulativeEstimator estimator = weighted(Weighting.RESIDUAL_VARIANCE);
    double[] lambda = {0.7};
    for (int k = 0; k < 300; k++) {
      RawObservation o = RawObservation.gaussian(random, k, EQUATIONS, lambda, k < 20 ? 1 : 0);
      estimator.update(o.toMatch());
    }
    LambdaEstimate estimate = estimator.estimate().orElseThrow();
    // The noisy ones weigh 2^−20 or so beside the exact ones.
    assertThat(estimate.coefficient(0).value()).isCloseTo(0.7, within(1e-6));
    assertThat(estimate.fit().equations()).isLessThan(300 * EQUATIONS * 0x1p20);
  }

  @ParameterizedTest
  @EnumSource
  void estimate_exactData_exactAndWithoutNaN(Weighting weighting) {
    Random random = new Random(92);
    double[] lambda = {0.7, -1.3, 2.0};
    CumulativeEstimator estimator = weighted(weighting);
    for (int k = 0; k < 60; k++) {
      RawObservation o = RawObservation.gaussian(random, k, EQUATIONS, lambda, 0);
      estimator.update((k % 7 == 3 ? o.scaleDeviation(0).scaleColumn(1, 0) : o).toMatch());
      EstimatorInvariants.check(estimator.estimate().orElseThrow());
    }
    CumulativeEstimator zero = weighted(weighting);
    for (int k = 0; k < 10; k++) {
      zero.update(
          RawObservation.gaussian(random, k, EQUATIONS, new double[] {0, 0, 0}, 0).toMatch());
      LambdaEstimate estimate = zero.estimate().orElseThrow();
      EstimatorInvariants.check(estimate);
      assertThat(estimate.fit().effectiveObservations()).isCloseTo(k + 1, within(1e-12));
    }
  }

  /**
   * After n observations of weight 1 the next one moves Λ̂ by w z σ/(n + w) with z its innovation
   * in standard deviations σ and w z ≤ 3 σ̂/σ: by 3σ̂/n at most, where without weights it is
   * 100σ/(n + 1). The scale σ̂ of 20 innovations is within a factor of 1.6 of σ.
   */
  @Test
  void huber_oneObservationOfAHundredTimesTheSize_movesAtMostAsThreeDo() {
    double[] moves = new double[2];
    int n = 100;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      double[][] design = RawObservation.gaussianDesign(random, EQUATIONS, 1);
      CumulativeEstimator huber = weighted(Weighting.HUBER);
      CumulativeEstimator plain = weighted(Weighting.NONE);
      for (int k = 0; k < n; k++) {
        GradientMatch match = RawObservation.of(k, design, new double[] {0.7}, 1, random).toMatch();
        huber.update(match);
        plain.update(match);
      }
      double a = RawObservation.of(n, design, new double[] {0}, 0, random).toMatch().gram(0, 0);
      double error = 1 / Math.sqrt(a);
      RawObservation wild =
          RawObservation.of(n, design, new double[] {0.7 + 100 * error}, 0, random);
      OnlineEstimator[] estimators = {huber, plain};
      for (int i = 0; i < 2; i++) {
        double before = estimators[i].estimate().orElseThrow().coefficient(0).value();
        estimators[i].update(wild.toMatch());
        double after = estimators[i].estimate().orElseThrow().coefficient(0).value();
        moves[i] = Math.abs(after - before) / error * n;
      }
      assertThat(moves[0]).isBetween(3 / 1.6, 3 * 1.6);
      assertThat(moves[1]).isCloseTo(100, within(2.0));
    }
  }

  /** Several wild ones do not let each other in: the scale takes them in cut down. */
  @Test
  void huber_everyTenthObservationWild_staysNearTheTruth() {
    Random random = new Random(93);
    CumulativeEstimator huber = weighted(Weighting.HUBER);
    CumulativeEstimator plain = weighted(Weighting.NONE);
    for (int k = 0; k < 500; k++) {
      double[] lambda = {k % 10 == 9 ? 20 : 0.7, -1.3};
      GradientMatch match = RawObservation.gaussian(random, k, EQUATIONS, lambda, 1).toMatch();
      huber.update(match);
      plain.update(match);
    }
    double truth = 0.7;
    // A tenth of them at 19.3 off; cut down to 3 scales of some 0.4, 0.12 is left of 1.93.
    assertThat(huber.estimate().orElseThrow().coefficient(0).value()).isCloseTo(truth, within(0.3));
    assertThat(plain.estimate().orElseThrow().coefficient(0).value())
        .isCloseTo(truth + 1.93, within(0.3));
  }

  /** Root mean square errors over runs, of each estimator. */
  private static double[] errors(int runs, double[] noise, List<Weighting> weightings, double[] w) {
    double[] squares = new double[weightings.size() + 1];
    for (int run = 0; run < runs; run++) {
      Random random = new Random(run);
      List<RawObservation> all = new ArrayList<>();
      for (int k = 0; k < noise.length; k++) {
        all.add(RawObservation.gaussian(random, k, EQUATIONS, new double[] {0.7}, noise[k]));
      }
      for (int i = 0; i < weightings.size(); i++) {
        CumulativeEstimator estimator = weighted(weightings.get(i));
        all.forEach(o -> estimator.update(o.toMatch()));
        double error = estimator.estimate().orElseThrow().coefficient(0).value() - 0.7;
        squares[i] += error * error / runs;
      }
      double error = DenseLeastSquares.solve(all, w).lambda()[0] - 0.7;
      squares[weightings.size()] += error * error / runs;
    }
    for (int i = 0; i < squares.length; i++) {
      squares[i] = Math.sqrt(squares[i]);
    }
    return squares;
  }

  /** Of the same noise; losses are differences of the same runs' errors, good to 1%. */
  @Test
  void estimate_gaussianNoise_littleLost() {
    double[] noise = new double[100];
    Arrays.fill(noise, 1);
    double[] rms = errors(400, noise, List.of(Weighting.HUBER, Weighting.RESIDUAL_VARIANCE), noise);
    assertThat(rms[0] / rms[2]).isLessThan(1.03);
    // A variance of 20 · 20 equations' residuals has an error of 7%: weights that vary so lose
    // 0.5%.
    assertThat(rms[1] / rms[2]).isLessThan(1.03);
  }

  /**
   * 50 observations of noise 1 and 150 of 0.1. By the best weights, 1 and 100, the variance is
   * 1/(50 + 15,000), by equal ones (50 + 1.5)/200²: 4.4 times the error. The running mean over 20
   * learns of the fall late: m observations after it, it is 0.01 + 0.99 · 0.95^m, which costs 31%.
   */
  @Test
  void residualVariance_noiseFallsByTen_asGoodAsItsMemoryAllows() {
    double[] noise = new double[200];
    double[] best = new double[200];
    double weights = 50;
    double squares = 50;
    for (int k = 0; k < 200; k++) {
      noise[k] = k < 50 ? 1 : 0.1;
      best[k] = k < 50 ? 1 : 100;
      if (k >= 50) {
        double weight = 1 / (0.01 + 0.99 * Math.pow(0.95, k - 50));
        weights += weight;
        squares += weight * weight * 0.01;
      }
    }
    double[] rms = errors(300, noise, List.of(Weighting.NONE, Weighting.RESIDUAL_VARIANCE), best);
    // A root mean square of 300 runs has an error of 1/√600 = 4%; 15% is more than three of them.
    assertThat(rms[0] / rms[2]).isBetween(4.4 * 0.85, 4.4 * 1.15);
    double expected = Math.sqrt(squares * 15_050) / weights;
    assertThat(expected).isBetween(1.30, 1.32);
    assertThat(rms[1] / rms[2]).isBetween(expected * 0.85, expected * 1.15);
  }

  /** In the first cluster what there is so far predicts, as of clusters of one observation. */
  @Test
  void huber_withinTheFirstCluster_weightsAsWithoutClusters() {
    CumulativeEstimator estimator =
        new CumulativeEstimator(
            EstimatorOptions.DEFAULT.withWeighting(Weighting.HUBER).withClusterIterations(100));
    estimator.update(value(0, 1, 1e6));
    estimator.update(value(1, 2, 1e6));
    estimator.update(value(2, 31.5, 1e6));
    double third = (1 + 2 + 3.15) / 2.1;
    assertFit(estimator, third, 1, 1, 0.1);
    double fourth = third - 6 * Math.sqrt(5);
    estimator.update(value(3, fourth, 1e6));
    assertFit(estimator, (6.15 + fourth / 2) / 2.6, 1, 1, 0.1, 0.5);
  }

  /**
   * A filter of a Λ that stands is recursive least squares, so two ways to the same weights: with
   * wild ones among the first and later, and other units from the twelfth on.
   */
  @ParameterizedTest
  @EnumSource
  void kalman_noProcessNoise_asLeastSquaresOfTheSameWeighting(Weighting weighting) {
    for (int wildFirst = 0; wildFirst < 5; wildFirst++) {
      Random random = new Random(94);
      EstimatorOptions options = EstimatorOptions.DEFAULT.withWeighting(weighting);
      CumulativeEstimator batch = new CumulativeEstimator(options);
      KalmanEstimator filter = new KalmanEstimator(ProcessNoise.fixed(0), options);
      for (int k = 0; k < 40; k++) {
        double noise = k == wildFirst ? 300 : k == 20 ? 100 : 1;
        double[] lambda = {k == 30 ? 90 : 0.7, -1.3};
        RawObservation o = RawObservation.gaussian(random, k, EQUATIONS, lambda, noise);
        if (k >= 12) {
          o = OnlineEstimatorContract.inUnits(o, new int[] {50, 50}, 50);
        }
        batch.update(o.toMatch());
        filter.update(o.toMatch());
        for (int j = 0; j < 2; j++) {
          double expected = batch.estimate().orElseThrow().coefficient(j).value();
          double actual = filter.estimate().orElseThrow().coefficient(j).value();
          // The first five may be weighed down by 1e-5 and more, of which the rounding remains.
          assertThat(actual).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
        }
      }
      EstimatorInvariants.check(filter.estimate().orElseThrow());
    }
  }
}
