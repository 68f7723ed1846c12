package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.match.GradientMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DyadicScaleTest {

  private static GradientMatch match(double gram, double energy) {
    return new GradientMatch(0, 20, new double[] {gram}, new double[] {0}, energy);
  }

  /** Within 2^±40 nothing is scaled; beyond it energies come to 1 or 2, columns to the root. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "40, 0, 0",
    "-40, 0, 0",
    "41, 0, 20",
    "-41, -50, -21",
    "980, 0, 490",
    "0, 100, 50",
    "-980, 0, 0",
    "-980, -980, -490",
    "-980, -1010, -490"
  })
  void shiftsFor_larger_bringsItNearOne(int incoming, int held, int expected) {
    DyadicScale scale = new DyadicScale(1);
    int[] shifts = new int[2];
    double a = Math.scalb(1.0, incoming);
    double b = Math.scalb(1.0, held);
    assertThat(scale.shiftsFor(match(a, 1), new double[] {b}, 1, shifts)).isEqualTo(expected != 0);
    assertThat(shifts).containsExactly(expected, 0);
    assertThat(scale.shiftsFor(match(1, a), new double[] {1}, b, shifts)).isEqualTo(expected != 0);
    assertThat(shifts).containsExactly(0, expected);
  }

  @Test
  void shiftsFor_nothingThere_none() {
    int[] shifts = {9, 9};
    assertThat(new DyadicScale(1).shiftsFor(match(0, 0), new double[1], 0, shifts)).isFalse();
    assertThat(shifts).containsOnly(0);
  }

  /** What is held is in the units already, what comes is not. */
  @Test
  void shiftsFor_afterAShift_countsTheUnitsThatThereAre() {
    DyadicScale scale = new DyadicScale(new int[] {100}, -50);
    int[] shifts = new int[2];
    GradientMatch usual = match(Math.scalb(1.0, 200), Math.scalb(1.0, -100));
    assertThat(scale.shiftsFor(usual, new double[] {1}, 1, shifts)).isFalse();
    assertThat(scale.shiftsFor(match(1, 1), new double[1], 0, shifts)).isTrue();
    assertThat(shifts).containsExactly(-100, 50);
    DyadicScale copy = scale.copy();
    scale.shift(shifts);
    assertThat(scale.columns()).containsExactly(0);
    assertThat(scale.deviation()).isZero();
    assertThat(copy.columns()).containsExactly(100);
    assertThat(copy.deviation()).isEqualTo(-50);
    assertThat(copy).hasToString("DyadicScale[[100], -50]");
  }

  @Test
  void statistics_inUnits_dividedByPowersOfTwo() {
    DyadicScale scale = new DyadicScale(new int[] {3, -2}, 5);
    GradientMatch match =
        new GradientMatch(0, 20, new double[] {64, 6, 6, 1}, new double[] {512, 24}, 4096);
    double[] gram = new double[4];
    double[] cross = new double[2];
    scale.gram(match, gram);
    scale.cross(match, cross);
    assertThat(gram).containsExactly(1, 3, 3, 16);
    assertThat(cross).containsExactly(2, 3);
    assertThat(scale.energy(match)).isEqualTo(4);
    // Λ' = 2^(x − e) Λ, so back by 2^(5 − 3) and 2^(5 + 2).
    assertThat(scale.lambda(0, 3)).isEqualTo(12);
    assertThat(scale.lambda(1, 3)).isEqualTo(384);
    assertThat(scale.error(1, 3)).isEqualTo(384);
    // A standard deviation of 8 is 8 · 2^(3 − 5) = 2 there, a variance of 4.
    assertThat(scale.scaledVariance(0, 8)).isEqualTo(4);
    assertThat(scale.covariance(0, 1, 1)).isEqualTo(512);
    assertThat(scale.energy(4.0)).isEqualTo(4096);
  }

  @Test
  void cross_besideZeroColumnOrDeviation_zero() {
    DyadicScale scale = new DyadicScale(2);
    double[] cross = new double[2];
    scale.cross(new GradientMatch(0, 20, new double[] {0, 0, 0, 1}, new double[] {5, 7}, 9), cross);
    assertThat(cross).containsExactly(0, 7);
    scale.cross(new GradientMatch(0, 20, new double[] {1, 0, 0, 1}, new double[] {5, 7}, 0), cross);
    assertThat(cross).containsExactly(0, 0);
  }

  @Test
  void worldsUnits_beyondTheDoubles_clampedOrInfiniteAsStated() {
    DyadicScale scale = new DyadicScale(new int[] {-500}, 600);
    assertThat(scale.lambda(0, 3)).isEqualTo(Double.MAX_VALUE);
    assertThat(scale.lambda(0, -3)).isEqualTo(-Double.MAX_VALUE);
    assertThat(scale.error(0, 3)).isInfinite();
    assertThat(scale.covariance(0, 0, 1)).isInfinite();
    assertThat(scale.energy(3)).isEqualTo(Double.MAX_VALUE);
    DyadicScale inverse = new DyadicScale(new int[] {500}, -600);
    assertThat(inverse.lambda(0, 3)).isZero();
    assertThat(inverse.scaledVariance(0, 1)).isEqualTo(Double.MAX_VALUE);
  }
}
