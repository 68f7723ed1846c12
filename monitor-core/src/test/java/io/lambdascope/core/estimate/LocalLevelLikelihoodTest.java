package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalLevelLikelihoodTest {

  /**
   * A random walk seen through noise.
   *
   * @param elapsed iterations before each value
   * @param values y
   * @param relative h
   */
  private record Series(long[] elapsed, double[] values, double[] relative) {

    /** Of q = step² an iteration and σ = 1, with gaps and h as given. */
    static Series of(Random random, int n, double step, int longestGap, boolean changingNoise) {
      long[] elapsed = new long[n];
      double[] values = new double[n];
      double[] relative = new double[n];
      double level = 3;
      for (int k = 0; k < n; k++) {
        elapsed[k] = longestGap == 1 ? 1 : random.nextInt(longestGap + 1);
        level += step * Math.sqrt((double) elapsed[k]) * random.nextGaussian();
        relative[k] = changingNoise ? 0.25 + 2 * random.nextDouble() : 1;
        values[k] = level + Math.sqrt(relative[k]) * random.nextGaussian();
      }
      return new Series(elapsed, values, relative);
    }

    LocalLevelLikelihood fed() {
      LocalLevelLikelihood likelihood = new LocalLevelLikelihood();
      for (int k = 0; k < values.length; k++) {
        likelihood.add(elapsed[k], values[k], relative[k]);
      }
      return likelihood;
    }

    /**
     * Of the others given the first, the level diffuse: with q = ratio σ² their covariance about
     * the first value is σ²(h_k [k = l] + h_1 + ratio · min(t_k, t_l)).
     */
    Dense dense(double ratio) {
      int n = values.length - 1;
      RealMatrix covariance = new Array2DRowRealMatrix(n, n);
      RealVector differences = new ArrayRealVector(n);
      long row = 0;
      for (int k = 0; k < n; k++) {
        row += elapsed[k + 1];
        differences.setEntry(k, values[k + 1] - values[0]);
        long column = 0;
        for (int l = 0; l < n; l++) {
          column += elapsed[l + 1];
          double shared = relative[0] + ratio * (double) Math.min(row, column);
          covariance.setEntry(k, l, shared + (k == l ? relative[k + 1] : 0));
        }
      }
      CholeskyDecomposition cholesky = new CholeskyDecomposition(covariance);
      double logarithm = 0;
      for (int k = 0; k < n; k++) {
        logarithm += 2 * Math.log(cholesky.getL().getEntry(k, k));
      }
      return new Dense(
          differences.dotProduct(cholesky.getSolver().solve(differences)), logarithm, n);
    }
  }

  private record Dense(double squares, double logarithm, int n) {
    /** Twice the log-likelihood, σ² profiled out, up to a constant. */
    double profile() {
      return -n * Math.log(squares) - logarithm;
    }

    double noise() {
      return squares / n;
    }
  }

  /** Every filter of the bank against the dense covariance matrix of its ratio. */
  @Property(seed = "17", tries = 10, edgeCases = EdgeCasesMode.NONE)
  void state_irregularSpacingAndNoise_denseLikelihoodOfEveryRatio(@ForAll long seed) {
    Series series = Series.of(new Random(seed), 40, 0.3, 4, true);
    LocalLevelLikelihood.State state = series.fed().state();
    double unit = series.relative()[0];
    assertThat(state.unit()).isEqualTo(unit);
    int standing = state.squares().length - 1;
    for (int i = 0; i <= standing; i++) {
      double ratio = i == standing ? 0 : 4 * Math.pow(4, -i);
      Dense dense = series.dense(ratio * unit);
      EstimatorInvariants.assertClose(state.squares()[i], dense.squares(), dense.squares());
      // The filter counts variances in multiples of the first one.
      EstimatorInvariants.assertClose(
          state.logarithms()[i], dense.logarithm() - dense.n() * Math.log(unit), 100);
    }
  }

  /**
   * The profile is nearly a parabola in log q over factors of 4: the vertex comes within 0.1 of its
   * maximum on a fine grid, where 3.84 would be a 95% interval's end.
   */
  @Property(seed = "18", tries = 10, edgeCases = EdgeCasesMode.NONE)
  void processVariance_movingLevel_atTheMaximumOfTheDenseLikelihood(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int longestGap) {
    Series series = Series.of(new Random(seed), 80, 0.6, longestGap, true);
    LocalLevelLikelihood likelihood = series.fed();
    double highest = Double.NEGATIVE_INFINITY;
    for (double exponent = -6; exponent < 4; exponent += 0.1) {
      highest = Math.max(highest, series.dense(Math.pow(2, exponent)).profile());
    }
    double ratio = likelihood.processVariance() / likelihood.state().bestNoise();
    assertThat(series.dense(ratio).profile()).isGreaterThan(highest - 0.1);
  }

  /** Σ q_i L_i / Σ L_i over the grid, where a ratio makes a difference. */
  @Property(seed = "19", tries = 10, edgeCases = EdgeCasesMode.NONE)
  void meanProcessVariance_anySeries_meanOverTheDenseLikelihood(
      @ForAll long seed, @ForAll boolean moving) {
    Series series = Series.of(new Random(seed), 48, moving ? 0.5 : 0, 2, true);
    LocalLevelLikelihood likelihood = series.fed();
    LocalLevelLikelihood.State state = likelihood.state();
    int standing = state.variance().length - 1;
    double unit = series.relative()[0];
    double[] profiles = new double[standing + 1];
    double[] variances = new double[standing + 1];
    for (int i = 0; i <= standing; i++) {
      double ratio = i == standing ? 0 : 4 * Math.pow(4, -i) * unit;
      Dense dense = series.dense(ratio);
      boolean counts = i == standing || state.variance()[i] > 1.5 * state.variance()[standing];
      profiles[i] = counts ? dense.profile() : Double.NEGATIVE_INFINITY;
      variances[i] = ratio * dense.noise();
    }
    double highest = Arrays.stream(profiles).max().orElseThrow();
    double sum = 0;
    double mean = 0;
    for (int i = 0; i <= standing; i++) {
      double weight = Math.exp((profiles[i] - highest) / 2);
      sum += weight;
      mean += weight * variances[i];
    }
    EstimatorInvariants.assertClose(likelihood.meanProcessVariance(), mean / sum, mean / sum);
    assertThat(Arrays.stream(state.weights()).sum()).isBetween(1 - 1e-12, 1 + 1e-12);
  }

  /** q̂ of 3000 values: its root's error is some 5%; the mean over five series is within 15%. */
  @ParameterizedTest
  @CsvSource({"0.1, 1", "0.5, 1", "2, 1", "0.1, 5"})
  void processVariance_longSeries_recovered(double step, int longestGap) {
    double sum = 0;
    for (int seed = 0; seed < 5; seed++) {
      LocalLevelLikelihood likelihood =
          Series.of(new Random(seed), 3000, step, longestGap, true).fed();
      sum += Math.sqrt(likelihood.processVariance()) / 5;
      assertThat(Math.sqrt(likelihood.meanProcessVariance())).isBetween(0.7 * step, 1.5 * step);
    }
    assertThat(sum).isBetween(0.85 * step, 1.15 * step);
  }

  @Test
  void processVariance_standingLevel_mostlyZeroAndAlwaysSmall() {
    int zeros = 0;
    for (int seed = 0; seed < 20; seed++) {
      LocalLevelLikelihood likelihood = Series.of(new Random(seed), 1000, 0, 1, false).fed();
      zeros += likelihood.processVariance() == 0 ? 1 : 0;
      // A step of 1/100 moves the level of 1000 values by 0.3, ten standard errors of its mean.
      assertThat(likelihood.processVariance()).isLessThan(1e-4);
      assertThat(likelihood.meanProcessVariance()).isPositive().isLessThan(1e-4);
    }
    // Half the mass of the likelihood's maximum lies at zero (Shephard and Harvey, 1990).
    assertThat(zeros).isGreaterThanOrEqualTo(10);
  }

  /**
   * A jump by 10σ: by the last values twice the log-likelihood is some 100 less for a standing
   * level after one value already, where 10 are asked for.
   */
  @Test
  void processVariance_jumpAfterLongStandstill_noticedAtOnceAndThenForgotten() {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      LocalLevelLikelihood likelihood = Series.of(random, 1000, 0, 1, false).fed();
      assertThat(likelihood.processVariance()).isLessThan(1e-4);
      int noticed = 0;
      for (int k = 1; k <= 3; k++) {
        likelihood.add(1, 13 + random.nextGaussian(), 1);
        noticed += likelihood.processVariance() > 1 ? 1 : 0;
      }
      assertThat(noticed).isGreaterThanOrEqualTo(2);
      for (int k = 0; k < 300; k++) {
        likelihood.add(1, 13 + random.nextGaussian(), 1);
      }
      assertThat(likelihood.processVariance()).isLessThan(0.1);
    }
  }

  @Test
  void processVariance_fewerThanThreeValues_zero() {
    LocalLevelLikelihood likelihood = new LocalLevelLikelihood();
    for (int k = 0; k < 3; k++) {
      assertThat(likelihood.processVariance()).isZero();
      assertThat(likelihood.meanProcessVariance()).isZero();
      likelihood.add(1, (double) k * k, 1);
    }
    // 0, 1, 4: the differences grow, but three values may stand or move.
    assertThat(likelihood.processVariance()).isNotNegative().isFinite();
    assertThat(likelihood.meanProcessVariance()).isPositive();
  }

  @Test
  void processVariance_constantValues_zeroNotNaN() {
    LocalLevelLikelihood likelihood = new LocalLevelLikelihood();
    for (int k = 0; k < 50; k++) {
      likelihood.add(1, 0.7, 1);
      assertThat(likelihood.processVariance()).isZero();
      assertThat(likelihood.meanProcessVariance()).isBetween(0.0, 1e-300);
    }
  }

  /** y times 2^x and h times 2^2z: powers of two change no rounding but that of logarithms. */
  @ParameterizedTest
  @CsvSource({"0, 3", "30, 0", "-30, 0", "200, -100", "-200, 200"})
  void processVariance_otherUnits_ofTheirSquare(int x, int z) {
    Series series = Series.of(new Random(3), 200, 0.3, 3, true);
    double expected = series.fed().processVariance();
    double mean = series.fed().meanProcessVariance();
    LocalLevelLikelihood scaled = new LocalLevelLikelihood();
    for (int k = 0; k < 200; k++) {
      scaled.add(
          series.elapsed()[k],
          Math.scalb(series.values()[k], x),
          Math.scalb(series.relative()[k], 2 * z));
    }
    EstimatorInvariants.assertClose(
        Math.scalb(scaled.processVariance(), -2 * x), expected, expected);
    EstimatorInvariants.assertClose(Math.scalb(scaled.meanProcessVariance(), -2 * x), mean, mean);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 30, 3998, 4001})
  void state_roundTrip_continuesBitForBit(int before) {
    Random random = new Random(4);
    LocalLevelLikelihood original = Series.of(random, before, 0.3, 3, true).fed();
    LocalLevelLikelihood copy = new LocalLevelLikelihood(original.state());
    LocalLevelLikelihood untouched = new LocalLevelLikelihood(original.state());
    double variance = untouched.processVariance();
    for (int k = 0; k < 40; k++) {
      double y = random.nextGaussian();
      original.add(2, y, 1.5);
      copy.add(2, y, 1.5);
      assertThat(copy.processVariance()).isEqualTo(original.processVariance());
      assertThat(copy.meanProcessVariance()).isEqualTo(original.meanProcessVariance());
    }
    assertThat(untouched.processVariance()).isEqualTo(variance);
  }

  /** The evidence of a first stretch fades: by halves every 2000 values once there are 4000. */
  @Test
  void processVariance_levelStandsAfterMoving_oldEvidenceFades() {
    Random random = new Random(5);
    LocalLevelLikelihood likelihood = Series.of(random, 3000, 0.3, 1, false).fed();
    assertThat(likelihood.processVariance()).isGreaterThan(0.05);
    for (int k = 0; k < 40_000; k++) {
      likelihood.add(1, random.nextGaussian(), 1);
    }
    assertThat(likelihood.state().count()).isBetween(2000.0, 4000.0);
    assertThat(likelihood.processVariance()).isLessThan(1e-4);
  }
}
