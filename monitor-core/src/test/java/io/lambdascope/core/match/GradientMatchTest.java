package io.lambdascope.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GradientMatchTest {

  private static final double[] LAMBDA = {0.7, -1.3, 2.0, 0.1};

  private static GradientMatch twoByTwo() {
    return new GradientMatch(7, 3, new double[] {1, 2, 3, 4}, new double[] {5, 6}, 8);
  }

  @Test
  void constructor_noEquation_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatch(0, 0, new double[1], new double[1], 0))
        .withMessageContaining("at least 1")
        .withMessageContaining("0");
  }

  @Test
  void constructor_noRegularizer_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatch(0, 1, new double[0], new double[0], 0));
  }

  @Test
  void constructor_gramNotSquare_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatch(0, 1, new double[3], new double[2], 0))
        .withMessageContaining("r = 2")
        .withMessageContaining("3 entries");
  }

  @Test
  void constructor_arraysChangedAfterwards_valueUnchanged() {
    double[] gram = {1, 2, 3, 4};
    double[] cross = {5, 6};
    GradientMatch match = new GradientMatch(7, 3, gram, cross, 8);
    gram[0] = 99;
    cross[0] = 99;
    assertThat(match).isEqualTo(twoByTwo());
  }

  @Test
  void accessors_returnedArraysChanged_valueUnchanged() {
    GradientMatch match = twoByTwo();
    match.gram()[0] = 99;
    match.cross()[0] = 99;
    assertThat(match).isEqualTo(twoByTwo());
  }

  @Test
  void accessors_rowMajor_indexRowThenColumn() {
    GradientMatch match = twoByTwo();
    assertThat(match.gram(0, 1)).isEqualTo(2);
    assertThat(match.gram(1, 0)).isEqualTo(3);
    assertThat(match.cross(1)).isEqualTo(6);
    assertThat(match.regularizers()).isEqualTo(2);
  }

  @Test
  void equals_anyComponentDiffers_notEqual() {
    assertThat(twoByTwo()).isEqualTo(twoByTwo()).hasSameHashCodeAs(twoByTwo());
    assertThat(
            Stream.of(
                new GradientMatch(8, 3, new double[] {1, 2, 3, 4}, new double[] {5, 6}, 8),
                new GradientMatch(7, 4, new double[] {1, 2, 3, 4}, new double[] {5, 6}, 8),
                new GradientMatch(7, 3, new double[] {1, 2, 3, 5}, new double[] {5, 6}, 8),
                new GradientMatch(7, 3, new double[] {1, 2, 3, 4}, new double[] {5, 7}, 8),
                new GradientMatch(7, 3, new double[] {1, 2, 3, 4}, new double[] {5, 6}, 9)))
        .allSatisfy(other -> assertThat(other).isNotEqualTo(twoByTwo()));
  }

  @Test
  void isFinite_hugeEntries_true() {
    // Their sum of squares overflows; the entries themselves are numbers.
    assertThat(
            new GradientMatch(
                    0, 1, new double[] {1e300, 1e300, 1e300, 1e300}, new double[] {1e300, 1e300}, 1)
                .isFinite())
        .isTrue();
  }

  @Test
  void isFinite_oneBadEntryAnywhere_false() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1.0 / 0.0}) {
      assertThat(
              Stream.of(
                  new GradientMatch(0, 1, new double[] {1, 1, 1, bad}, new double[] {1, 1}, 1),
                  new GradientMatch(0, 1, new double[] {1, 1, 1, 1}, new double[] {1, bad}, 1),
                  new GradientMatch(0, 1, new double[] {1, 1, 1, 1}, new double[] {1, 1}, bad)))
          .noneMatch(GradientMatch::isFinite);
    }
  }

  @Test
  void merge_otherNumberOfRegularizers_refused() {
    GradientMatch one = new GradientMatch(0, 1, new double[1], new double[1], 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twoByTwo().merge(one))
        .withMessageContaining("2")
        .withMessageContaining("1");
  }

  /** Two workers' statistics merged are those of all their equations in one matrix. */
  @Property(seed = "1", edgeCases = EdgeCasesMode.NONE)
  void merge_twoObservations_isStatisticsOfConcatenatedEquations(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int r,
      @ForAll @IntRange(min = 1, max = 12) int p,
      @ForAll @IntRange(min = 1, max = 12) int q) {
    Random random = new Random(seed);
    double[] lambda = Arrays.copyOf(LAMBDA, r);
    RawObservation first = RawObservation.gaussian(random, 5, p, lambda, 1);
    RawObservation second = RawObservation.gaussian(random, 3, q, lambda, 1);
    double[][] design = new double[p + q][];
    double[] deviation = new double[p + q];
    for (int i = 0; i < p + q; i++) {
      design[i] = i < p ? first.design()[i] : second.design()[i - p];
      deviation[i] = i < p ? first.deviation()[i] : second.deviation()[i - p];
    }
    GradientMatch expected = new RawObservation(5, design, deviation).toMatch();

    GradientMatch merged = first.toMatch().merge(second.toMatch());

    // At most 24 additions in another order, of terms below 100 (10 standard deviations): the
    // difference is below 24 · 24 · 100 · 2⁻⁵³ < 1e-11.
    assertThat(merged.iteration()).isEqualTo(5);
    assertThat(merged.equations()).isEqualTo(p + q);
    assertThat(merged.gram()).containsExactly(expected.gram(), within(1e-11));
    assertThat(merged.cross()).containsExactly(expected.cross(), within(1e-11));
    assertThat(merged.energy()).isCloseTo(expected.energy(), within(1e-11));
    assertThat(second.toMatch().merge(first.toMatch())).isEqualTo(merged);
  }
}
