package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesSumTest {

  private static double[][] vectors(int n) {
    Random random = new Random(1);
    double[][] vectors = new double[n][];
    for (int k = 0; k < n; k++) {
      vectors[k] = random.doubles(3, -1, 1).toArray();
    }
    return vectors;
  }

  /** Weights 0.9^(n−1−k) written out, every sum from its definition. */
  @Test
  void sumAndCovariance_forgetting_areTheirDefinitions() {
    double[][] f = vectors(7);
    SeriesSum series = new SeriesSum(3);
    for (double[] vector : f) {
      series.add(vector, 0.9);
    }
    double[] sum = new double[3];
    double[][] covariance = new double[3][3];
    double weights = 0;
    double squared = 0;
    double differences = 0;
    for (int k = 0; k < 7; k++) {
      double w = Math.pow(0.9, 6 - k);
      weights += w;
      squared += w * w;
      differences += k == 0 ? 0 : w * w;
      for (int i = 0; i < 3; i++) {
        sum[i] += w * f[k][i];
        for (int j = 0; j < 3 && k > 0; j++) {
          covariance[i][j] += 0.5 * w * w * (f[k][i] - f[k - 1][i]) * (f[k][j] - f[k - 1][j]);
        }
      }
    }
    double[] x = {1, -2, 3};
    double[] product = series.covarianceTimes(x);
    for (int i = 0; i < 3; i++) {
      assertThat(series.sum(i)).isCloseTo(sum[i], within(1e-15 * 20));
      double expected = 0;
      for (int j = 0; j < 3; j++) {
        expected += covariance[i][j] * squared / differences * x[j];
      }
      assertThat(product[i]).isCloseTo(expected, within(1e-13));
    }
    assertThat(series.weights()).isCloseTo(weights, within(1e-14));
    assertThat(series.effectiveNumber()).isCloseTo(weights * weights / squared, within(1e-13));
  }

  @Test
  void covariance_oneVector_none() {
    SeriesSum series = new SeriesSum(2);
    series.add(new double[] {3, 4}, 0.5);
    assertThat(series.hasCovariance()).isFalse();
    assertThat(series.covarianceTimes(new double[] {1, 1})).containsExactly(0, 0);
    series.add(new double[] {3, 5}, 1);
    assertThat(series.hasCovariance()).isTrue();
    // ½ · 1² of one pair, standing in for both: 1.
    assertThat(series.covarianceTimes(new double[] {0, 1})).containsExactly(0, 1);
    assertThat(series.degreesOfFreedom()).isEqualTo(1);
  }

  /** A slope of 1 in 100 vectors has a variance of 833 about its mean; its differences have ½. */
  @Test
  void covariance_trendWithoutNoise_hardlyAny() {
    SeriesSum series = new SeriesSum(1);
    for (int k = 0; k < 100; k++) {
      series.add(new double[] {k}, 1);
    }
    assertThat(series.covarianceTimes(new double[] {1})[0]).isCloseTo(50, within(1e-12));
  }

  /**
   * Unbiased, and of the stated degrees of freedom: for n = 20 standard normals the variance of
   * their sum is 20; the estimate's variance is 2·20²/dof with dof = 2·19²/56 = 12.9. The mean of
   * 20,000 has standard error 20·√(2/12.9/20,000) = 0.056, bound four of them; the variance's own
   * relative standard error is about √((2 + 12/12.9)/20,000) = 1.2%, bound 5% for the formula's 1%.
   */
  @Test
  void covariance_independentNoise_unbiasedWithTheStatedDegreesOfFreedom() {
    Random random = new Random(2);
    int runs = 20_000;
    double mean = 0;
    double square = 0;
    double degreesOfFreedom = 0;
    for (int run = 0; run < runs; run++) {
      SeriesSum series = new SeriesSum(1);
      for (int k = 0; k < 20; k++) {
        series.add(new double[] {random.nextGaussian()}, 1);
      }
      double variance = series.covarianceTimes(new double[] {1})[0];
      mean += variance / runs;
      square += variance * variance / runs;
      degreesOfFreedom = series.degreesOfFreedom();
    }
    assertThat(mean).isCloseTo(20, within(4 * 20 * Math.sqrt(2 / 12.9 / runs)));
    assertThat((square - mean * mean) / (2 * 20 * 20 / degreesOfFreedom))
        .isCloseTo(1, within(0.05));
  }

  @Test
  void rescale_midway_asIfAlwaysInTheNewUnits() {
    double[][] f = vectors(6);
    double[] factors = {0.25, 1, 0.5};
    SeriesSum changed = new SeriesSum(3);
    SeriesSum always = new SeriesSum(3);
    for (int k = 0; k < 6; k++) {
      double[] scaled = {f[k][0] * 0.25, f[k][1], f[k][2] * 0.5};
      if (k == 3) {
        changed.rescale(factors);
      }
      changed.add(k < 3 ? f[k] : scaled, 0.5);
      always.add(scaled, 0.5);
    }
    // Powers of two: exact.
    double[] x = {1, 2, 3};
    assertThat(changed.covarianceTimes(x)).containsExactly(always.covarianceTimes(x));
    for (int i = 0; i < 3; i++) {
      assertThat(changed.sum(i)).isEqualTo(always.sum(i));
    }
  }

  @Test
  void copy_originalGoesOn_copyUnchanged() {
    SeriesSum series = new SeriesSum(3);
    double[][] f = vectors(4);
    series.add(f[0], 1);
    series.add(f[1], 1);
    SeriesSum copy = series.copy();
    double[] before = series.covarianceTimes(new double[] {1, 1, 1});
    series.add(f[2], 1);
    assertThat(copy.covarianceTimes(new double[] {1, 1, 1})).containsExactly(before);
    copy.add(f[2], 1);
    assertThat(copy.covarianceTimes(new double[] {1, 1, 1}))
        .containsExactly(series.covarianceTimes(new double[] {1, 1, 1}));
    assertThat(copy.sum(1)).isEqualTo(series.sum(1));
    assertThat(copy.effectiveNumber()).isEqualTo(series.effectiveNumber());
  }
}
