package io.lambdascope.core.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;

/** The distributions that the false-alarm rate rests on. */
class ScoresTest {

  private static final int SERIES = 20_000;

  /**
   * The Kolmogorov–Smirnov distance exceeds 1.95/√N with probability 0.001; the moments are held to
   * four standard errors, √(1/N) of the mean and √(2/N) of the variance.
   */
  private static void assertStandardNormal(double[] scores) {
    int n = scores.length;
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    NormalDistribution normal = new NormalDistribution();
    double distance = 0;
    for (int i = 0; i < n; i++) {
      double expected = normal.cumulativeProbability(sorted[i]);
      distance =
          Math.max(distance, Math.max(expected - i / (double) n, (i + 1) / (double) n - expected));
    }
    assertThat(distance).isLessThan(1.95 / Math.sqrt(n));
    assertThat(Arrays.stream(scores).average().orElseThrow())
        .isBetween(-4 / Math.sqrt(n), 4 / Math.sqrt(n));
    assertThat(Arrays.stream(scores).map(u -> u * u).average().orElseThrow())
        .isBetween(1 - 4 * Math.sqrt(2.0 / n), 1 + 4 * Math.sqrt(2.0 / n));
  }

  /** Relative variances from 1 to 81: a formula that forgets them would show. */
  private static double variance(SplittableRandom random) {
    return Math.pow(1 + 2 * random.nextInt(5), 2);
  }

  @Test
  void baseline_gaussianNoise_scoresStandardNormalAndIndependent() {
    SplittableRandom random = new SplittableRandom(1);
    double[] first = new double[SERIES];
    double[] second = new double[SERIES];
    double product = 0;
    for (int series = 0; series < SERIES; series++) {
      Baseline baseline = new Baseline();
      for (int k = 0; k < 12; k++) {
        double variance = variance(random);
        double value = 5 + 3 * Math.sqrt(variance) * random.nextGaussian();
        if (k == 10) {
          first[series] = baseline.score(value, 1 / variance);
        } else if (k == 11) {
          second[series] = baseline.score(value, 1 / variance);
        }
        baseline.add(value, 1 / variance);
      }
      product += first[series] * second[series];
    }
    assertStandardNormal(first);
    assertStandardNormal(second);
    // Four standard errors of a correlation of independent scores.
    assertThat(product / SERIES).isBetween(-4 / Math.sqrt(SERIES), 4 / Math.sqrt(SERIES));
  }

  @Test
  void fastSlow_gaussianNoiseAtIrregularIterations_scoreStandardNormal() {
    SplittableRandom random = new SplittableRandom(2);
    for (int length : new int[] {11, 60}) {
      double[] scores = new double[SERIES];
      for (int series = 0; series < SERIES; series++) {
        Baseline baseline = new Baseline();
        FastSlow means = new FastSlow(20, 100);
        long iteration = 0;
        for (int k = 0; k < length; k++) {
          iteration += random.nextInt(15);
          double variance = variance(random);
          double value = 5 + 3 * Math.sqrt(variance) * random.nextGaussian();
          baseline.add(value, 1 / variance);
          means.add(iteration, value, 1 / variance);
        }
        scores[series] = means.score(baseline);
      }
      assertStandardNormal(scores);
    }
  }
}
