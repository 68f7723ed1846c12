package io.lambdascope.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalScoreTest {

  /** The two distribution functions themselves; in the lower tail they do not cancel. */
  private static double exact(double t, long degreesOfFreedom) {
    double score =
        new NormalDistribution()
            .inverseCumulativeProbability(
                new TDistribution(degreesOfFreedom).cumulativeProbability(-Math.abs(t)));
    return Math.copySign(score, t);
  }

  /** The bounds are those that the class states: 1e-5 up to a score of 5, 3e-3 up to 8. */
  @ParameterizedTest
  @ValueSource(longs = {9, 10, 14, 30, 100, 1000})
  void of_anyT_isTheScoreOfTheDistributions(long degreesOfFreedom) {
    for (double t = 0.01; exact(t, degreesOfFreedom) < 8; t *= 1.1) {
      double exact = exact(t, degreesOfFreedom);
      double bound = exact < 5 ? 1e-5 : 3e-3;
      assertThat(NormalScore.of(t, degreesOfFreedom)).as("%s", t).isCloseTo(exact, within(bound));
      assertThat(NormalScore.of(-t, degreesOfFreedom))
          .isEqualTo(-NormalScore.of(t, degreesOfFreedom));
    }
  }

  /** With many degrees of freedom t is normal itself, to t³/(4ν). */
  @Test
  void of_manyDegreesOfFreedom_isT() {
    assertThat(NormalScore.of(3, 1L << 50)).isCloseTo(3, within(1e-12));
  }

  @Test
  void of_extremeT_finiteAndMonotone() {
    double previous = 0;
    for (double t = 1; t < Double.POSITIVE_INFINITY; t *= 10) {
      double score = NormalScore.of(t, 9);
      assertThat(score).isBetween(previous, NormalScore.LIMIT);
      previous = score;
    }
    assertThat(NormalScore.of(Double.POSITIVE_INFINITY, 9)).isEqualTo(NormalScore.LIMIT);
    assertThat(NormalScore.of(Double.NEGATIVE_INFINITY, 9)).isEqualTo(-NormalScore.LIMIT);
    assertThat(NormalScore.of(1e10, 1000)).isEqualTo(NormalScore.LIMIT);
    assertThat(NormalScore.of(0, 9)).isZero();
    assertThat(NormalScore.of(Double.NaN, 9)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"9, 3", "9, 1", "20, 3", "1000, 3", "9, 2"})
  void inverse_ofAScore_hasThatScore(long degreesOfFreedom, double score) {
    assertThat(NormalScore.of(NormalScore.inverse(score, degreesOfFreedom), degreesOfFreedom))
        .isCloseTo(score, within(0.006));
  }
}
