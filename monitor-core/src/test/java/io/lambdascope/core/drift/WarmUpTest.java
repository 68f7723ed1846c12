package io.lambdascope.core.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  private static WarmUp warm(double[] values, double[] variances) {
    WarmUp warmUp = new WarmUp();
    for (int i = 0; i < values.length; i++) {
      assertThat(warmUp.isOver()).isFalse();
      warmUp.add(100 + i, values[i], variances[i]);
    }
    assertThat(warmUp.isOver()).isTrue();
    return warmUp;
  }

  private static double[] alike() {
    double[] variances = new double[10];
    Arrays.fill(variances, 1);
    return variances;
  }

  private static double[] kept(WarmUp warmUp) {
    double[] kept = new double[10];
    Arrays.setAll(kept, i -> warmUp.value(i) * warmUp.unit());
    return kept;
  }

  /** Median 5, deviations 4 2 2 1 1 1 1 2 3 and 995: their median is 2, and 20 of it reach 45. */
  @Test
  void add_tenthObservation_wildOneCutAtTwentyDeviations() {
    double[] values = {1, 3, 7, 4, 6, 4, 6, 3, 8, 1000};
    assertThat(kept(warm(values, alike()))).containsExactly(1, 3, 7, 4, 6, 4, 6, 3, 8, 45);
    values[9] = -1000;
    // Median 4, deviations 3 1 3 0 2 0 2 1 4 and 1004: their median is 2 as well.
    assertThat(kept(warm(values, alike()))).containsExactly(1, 3, 7, 4, 6, 4, 6, 3, 8, -36);
    values[9] = 45;
    assertThat(kept(warm(values, alike()))).containsExactly(values);
  }

  /** The same about 5 with the wild one of 25 times the variance: it may be 5 times as far. */
  @Test
  void add_unequalVariances_deviationsInTheirOwnErrors() {
    double[] values = {1, 3, 7, 4, 6, 4, 6, 3, 8, 1000};
    double[] variances = alike();
    variances[9] = 25;
    assertThat(kept(warm(values, variances))).containsExactly(1, 3, 7, 4, 6, 4, 6, 3, 8, 205);
    // Nine small deviations, each in errors of 1/4: the median 2 becomes 8.
    Arrays.fill(variances, 1 / 16.0);
    variances[9] = 1;
    assertThat(kept(warm(values, variances))).containsExactly(1, 3, 7, 4, 6, 4, 6, 3, 8, 165);
  }

  /** More than half alike: no deviation to measure by, so nothing is cut. */
  @Test
  void add_mostAlike_nothingCut() {
    double[] values = {2, 2, 2, 2, 2, 2, 2, 3, 1, 1000};
    assertThat(kept(warm(values, alike()))).containsExactly(values);
  }

  @Test
  void unit_anySize_powerOfTwoNextToTheLargest() {
    for (double size : new double[] {1e-300, 3, 1e300}) {
      double[] values = new double[10];
      Arrays.setAll(values, i -> size * (i % 3 - 1));
      WarmUp warmUp = warm(values, alike());
      assertThat(Math.abs(size) / warmUp.unit()).isBetween(1.0, 2.0);
      assertThat(Math.scalb(1.0, Math.getExponent(warmUp.unit()))).isEqualTo(warmUp.unit());
      assertThat(kept(warmUp)).containsExactly(values);
      assertThat(warmUp.iteration(3)).isEqualTo(103);
    }
    assertThat(warm(new double[10], alike()).unit()).isEqualTo(1);
  }

  @Test
  void weight_anyVariance_relativeToTheFirstAndBounded() {
    double[] variances = alike();
    variances[0] = 4;
    WarmUp warmUp = warm(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, variances);
    assertThat(warmUp.weight(0)).isEqualTo(1);
    assertThat(warmUp.weight(1)).isEqualTo(4);
    assertThat(warmUp.weight(8.0)).isEqualTo(0.5);
    assertThat(warmUp.weight(Double.MIN_VALUE)).isEqualTo(1e100);
    assertThat(warmUp.weight(Double.MAX_VALUE)).isEqualTo(1e-100);
    assertThat(warmUp.normalized(-Double.MAX_VALUE)).isEqualTo(-1e150);
  }
}
