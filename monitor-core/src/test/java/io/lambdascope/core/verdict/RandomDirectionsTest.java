package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lambdascope.core.match.RawObservation;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomDirectionsTest {

  /** Archimedes: in three dimensions the cosine itself is uniform, so P(cos² >= t) = 1 − √t. */
  @Test
  void exceedance_threeDimensions_archimedes() {
    for (double t : new double[] {1e-6, 0.01, 0.3, 0.9, 0.999}) {
      assertThat(RandomDirections.exceedance(t, 1 - t, 3, 1))
          .isCloseTo(1 - Math.sqrt(t), within(1e-12));
    }
  }

  /** In the plane the angle is uniform: P = 1 − (2/π) asin √t. */
  @Test
  void exceedance_twoDimensions_uniformAngle() {
    assertThat(RandomDirections.exceedance(0.25, 0.75, 2, 1)).isCloseTo(2.0 / 3, within(1e-12));
  }

  /** d·cos² tends to χ² of one degree: P(χ² >= 3.841458821) = 0.05, within O(1/d) of it. */
  @Test
  void exceedance_hundredMillionDimensions_chiSquared() {
    double d = 1e8;
    assertThat(RandomDirections.exceedance(3.841458820694124 / d, 1, d, 1))
        .isCloseTo(0.05, within(1e-7));
  }

  /** With d = r + 2 the tail is 1 − √(1 − x): x/2 for small x, where 1 − √ would cancel. */
  @Test
  void exceedance_nearlyAllExplained_keepsItsRelativeAccuracy() {
    assertThat(RandomDirections.exceedance(1, 1e-200, 3, 1))
        .isCloseTo(0.5e-200, withinPercentage(1e-9));
  }

  @Test
  void exceedance_belowTheSmallestDouble_isZero() {
    assertThat(RandomDirections.exceedance(0.5, 0.5, 1e5, 1)).isZero();
    assertThat(RandomDirections.exceedance(1, 0, 10, 1)).isZero();
  }

  @Test
  void exceedance_nothingExplainedOrNoFreeDirection_isOne() {
    assertThat(RandomDirections.exceedance(0, 1, 10, 1)).isEqualTo(1);
    assertThat(RandomDirections.exceedance(0, 0, 10, 1)).isEqualTo(1);
    assertThat(RandomDirections.exceedance(1, 1, 3, 3)).isEqualTo(1);
    assertThat(RandomDirections.exceedance(1, 1, 2, 3)).isEqualTo(1);
    assertThat(RandomDirections.exceedance(Double.NaN, 1, 9, 1)).isEqualTo(1);
  }

  /**
   * One candidate drawn at random beside a fixed one, p = 7, 4,000 draws: the p-value that the
   * evidence of one observation gives is uniform. Kolmogorov–Smirnov distance: P(√n·D > 1.95) =
   * 2exp(−2·1.95²) = 0.001. A wrong dimension by one gives a distance of 0.035 (√n·D = 2.2).
   */
  @Test
  void pValue_randomDirectionBesideAFixedOne_uniform() {
    Random random = new Random(5);
    int draws = 4000;
    double[] fixed = random.doubles(7, -1, 1).toArray();
    double[] deviation = random.doubles(7, -1, 1).toArray();
    double[] pValues = new double[draws];
    for (int k = 0; k < draws; k++) {
      double[][] design = new double[7][];
      for (int i = 0; i < 7; i++) {
        design[i] = new double[] {fixed[i], random.nextGaussian()};
      }
      Evidence evidence = Evidence.cumulative(VerdictBounds.DEFAULT);
      evidence.add(new RawObservation(0, design, deviation).toMatch());
      pValues[k] = evidence.judge(Estimates.of(1, 1)).orElseThrow().candidate(1).pValue();
    }
    Arrays.sort(pValues);
    double distance = 0;
    for (int k = 0; k < draws; k++) {
      distance = Math.max(distance, Math.abs(pValues[k] - (k + 0.5) / draws) + 0.5 / draws);
    }
    assertThat(Math.sqrt(draws) * distance).isLessThan(1.95);
  }
}
