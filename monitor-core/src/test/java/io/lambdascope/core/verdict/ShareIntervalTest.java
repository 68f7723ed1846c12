package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareIntervalTest {

  private static ShareInterval of(double part, double whole, double... variances) {
    return ShareInterval.of(part, whole, variances, 2);
  }

  @Test
  void of_wholeCertain_symmetric() {
    ShareInterval interval = of(3, 10, 0.25, 0, 0);
    assertThat(interval.lower()).isCloseTo(0.2, within(1e-15));
    assertThat(interval.upper()).isCloseTo(0.4, within(1e-15));
  }

  /** X certain: q = X/(E ± 2·sd(E)). */
  @Test
  void of_partCertain_partOverTheEndsOfTheWhole() {
    ShareInterval interval = of(3, 10, 0, 0, 4);
    assertThat(interval.lower()).isCloseTo(3.0 / 14, within(1e-15));
    assertThat(interval.upper()).isCloseTo(3.0 / 6, within(1e-15));
  }

  /** The whole may be zero: only the lower end is known. */
  @Test
  void of_wholeNotAboveItsNoise_upperEndOpen() {
    ShareInterval interval = of(3, 10, 0, 0, 36);
    assertThat(interval.lower()).isCloseTo(3.0 / 22, within(1e-15));
    assertThat(interval.upper()).isEqualTo(1);
  }

  @Test
  void of_neitherAboveItsNoise_everything() {
    assertThat(of(1, 1, 9, 0, 9)).isEqualTo(new ShareInterval(0, 1));
  }

  @Test
  void of_partBelowZeroWithinNoise_reachesZero() {
    ShareInterval interval = of(-1, 10, 1, 0, 0);
    assertThat(interval.lower()).isZero();
    assertThat(interval.upper()).isCloseTo(0.1, within(1e-15));
  }

  @Test
  void of_outsideByMoreThanNoise_nearestPossible() {
    assertThat(of(-10, 10, 1, 0, 0)).isEqualTo(new ShareInterval(0, 0));
    assertThat(of(20, 10, 1, 0, 0)).isEqualTo(new ShareInterval(1, 1));
    assertThat(of(4, 10, 0, 0, 0)).isEqualTo(new ShareInterval(0.4, 0.4));
  }

  @Test
  void of_partEqualsWhole_one() {
    // X and E are the same variable: X − qE is zero for q = 1 alone, and else of many sd.
    ShareInterval interval = of(10, 10, 1, 1, 1);
    assertThat(interval.lower()).isCloseTo(1, within(1e-7));
    assertThat(interval.upper()).isCloseTo(1, within(1e-7));
  }

  /** Every end inside (0, 1) solves (X − qE)² = t² Var(X − qE); the middle lies within. */
  @Test
  void of_anyVariances_endsAreWhereTheTestIsAtItsBound() {
    Random random = new Random(1);
    for (int run = 0; run < 2000; run++) {
      double whole = random.nextDouble();
      double part = (random.nextDouble() * 1.4 - 0.2) * whole;
      double vx = 0.1 * random.nextDouble();
      double ve = 0.1 * random.nextDouble();
      double vxe = (2 * random.nextDouble() - 1) * Math.sqrt(vx * ve);
      ShareInterval interval = of(part, whole, vx, vxe, ve);
      assertThat(interval.lower()).isBetween(0.0, interval.upper());
      assertThat(interval.upper()).isLessThanOrEqualTo(1);
      for (double q : new double[] {interval.lower(), interval.upper()}) {
        if (q > 0 && q < 1) {
          double distance = (part - q * whole) * (part - q * whole);
          assertThat(distance - 4 * (vx - 2 * q * vxe + q * q * ve)).isCloseTo(0, within(1e-10));
        }
      }
      if (part >= 0 && part <= whole) {
        assertThat(part / whole).isBetween(interval.lower(), interval.upper());
      }
    }
  }
}
