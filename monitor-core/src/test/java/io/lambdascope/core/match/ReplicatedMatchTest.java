package io.lambdascope.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicatedMatchTest {

  private static ReplicatedMatch example() {
    return new ReplicatedMatch(
        7,
        3,
        new double[] {1, 2, 3, 4},
        new double[] {5, 6, 7, 8, 9, 10},
        new double[] {10, 1, 2, 1, 20, 3, 2, 3, 30});
  }

  private static RawReplicates raw(long seed, long iteration, int p, int replicates) {
    Random random = new Random(seed);
    return RawReplicates.of(
        iteration,
        RawObservation.gaussianDesign(random, p, 2),
        new double[] {0.7, -1.3},
        random.doubles(p).toArray(),
        1,
        replicates,
        random);
  }

  @Test
  void constructor_sizesDisagree_refusedWithTheSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReplicatedMatch(0, 0, new double[1], new double[1], new double[1]))
        .withMessageContaining("at least 1, was 0");
    for (int gram : new int[] {0, 3}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new ReplicatedMatch(0, 1, new double[gram], new double[2], new double[1]))
          .withMessageContaining("%d entries", gram);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReplicatedMatch(0, 1, new double[1], new double[0], new double[0]))
        .withMessageContaining("0 and 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReplicatedMatch(0, 1, new double[4], new double[2], new double[2]))
        .withMessageContaining("2 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReplicatedMatch(0, 1, new double[4], new double[3], new double[4]))
        .withMessageContaining("4 and 3");
  }

  @Test
  void arrays_changedBeforeOrAfter_valueUnchanged() {
    double[] gram = {1, 2, 3, 4};
    double[] crosses = {5, 6, 7, 8, 9, 10};
    double[] products = {10, 1, 2, 1, 20, 3, 2, 3, 30};
    ReplicatedMatch match = new ReplicatedMatch(7, 3, gram, crosses, products);
    for (double[] array :
        new double[][] {gram, crosses, products, match.gram(), match.crosses(), match.products()}) {
      array[0] = 99;
    }
    assertThat(match).isEqualTo(example()).hasSameHashCodeAs(example());
    assertThat(match.toString()).isEqualTo(example().toString()).contains("iteration=7");
  }

  @Test
  void accessors_rowMajor_indexRowThenColumn() {
    ReplicatedMatch match = example();
    assertThat(match.replicates()).isEqualTo(3);
    assertThat(match.regularizers()).isEqualTo(2);
    assertThat(match.gram(1, 0)).isEqualTo(3);
    assertThat(match.cross(2, 0)).isEqualTo(9);
    assertThat(match.product(1, 2)).isEqualTo(3);
  }

  @Test
  void equals_anyComponentDiffers_notEqual() {
    ReplicatedMatch m = example();
    double[] other = {1, 2, 3, 5};
    double[] otherCrosses = {5, 6, 7, 8, 9, 11};
    double[] otherProducts = {10, 1, 2, 1, 20, 3, 2, 3, 31};
    assertThat(
            Stream.of(
                new ReplicatedMatch(8, 3, m.gram(), m.crosses(), m.products()),
                new ReplicatedMatch(7, 4, m.gram(), m.crosses(), m.products()),
                new ReplicatedMatch(7, 3, other, m.crosses(), m.products()),
                new ReplicatedMatch(7, 3, m.gram(), otherCrosses, m.products()),
                new ReplicatedMatch(7, 3, m.gram(), m.crosses(), otherProducts)))
        .allSatisfy(o -> assertThat(o).isNotEqualTo(m).doesNotHaveSameHashCodeAs(m));
    assertThat(m.equals(new Object())).isFalse();
  }

  /** Sums of 50 terms below 100 in another order: within 50 · 50 · 100 · 2⁻⁵³, that is 6e-11. */
  @Test
  void pooled_threeReplicates_isStatisticsOfTheirMean() {
    RawReplicates raw = raw(1, 5, 50, 3);
    GradientMatch pooled = raw.toMatch().pooled();
    GradientMatch expected = raw.mean().toMatch();
    assertThat(pooled.iteration()).isEqualTo(5);
    assertThat(pooled.equations()).isEqualTo(50);
    assertThat(pooled.gram()).isEqualTo(expected.gram());
    assertThat(pooled.cross()).containsExactly(expected.cross(), within(1e-10));
    assertThat(pooled.energy()).isCloseTo(expected.energy(), within(1e-10));
  }

  @Test
  void pooled_oppositeReplicates_zeroEnergyNotBelow() {
    // Rounding of the products leaves their sum a little below zero.
    double[] products = {1, -1 - 1e-15, -1 - 1e-15, 1};
    ReplicatedMatch match =
        new ReplicatedMatch(0, 1, new double[] {1}, new double[] {1, -1}, products);
    assertThat(match.pooled().energy()).isZero();
    assertThat(match.pooled().cross(0)).isZero();
  }

  @Test
  void pooled_nearLargestDouble_doesNotOverflow() {
    double[] products = new double[4];
    Arrays.fill(products, 1.5e308);
    ReplicatedMatch match =
        new ReplicatedMatch(0, 1, new double[] {1}, new double[] {1.5e308, 1.5e308}, products);
    assertThat(match.pooled().isFinite()).isTrue();
    assertThat(match.predictableEnergy()).hasValueCloseTo(1.5e308, within(1e293));
  }

  @Test
  void predictableEnergy_threeReplicates_isMeanOfProductsOfDifferentOnes() {
    assertThat(example().predictableEnergy()).hasValueCloseTo((1 + 2 + 3) / 3.0, within(1e-15));
  }

  @Test
  void predictableEnergy_oneReplicate_unknown() {
    ReplicatedMatch single = ReplicatedMatch.single(raw(2, 0, 9, 1).mean().toMatch());
    assertThat(single.predictableEnergy()).isEmpty();
    assertThat(single).isEqualTo(raw(2, 0, 9, 1).toMatch());
    assertThat(single.pooled()).isEqualTo(raw(2, 0, 9, 1).mean().toMatch());
  }

  /**
   * p = 100, b* of energy 1, noise of energy 100 a replicate (variance 1 an equation). A product b¹
   * · b² has variance 2·‖b*‖²·1 + p·1² = 102 about 1; the mean of 20,000 has standard error 0.0714.
   * The bound is 4 of them: a noise energy of which a hundredth leaked in would show as 1.
   */
  @Test
  void predictableEnergy_noiseAHundredTimesTheSignal_unbiased() {
    Random random = new Random(3);
    int runs = 20_000;
    double[] predictable = new double[100];
    Arrays.fill(predictable, 0.1);
    double[][] design = RawObservation.gaussianDesign(random, 100, 1);
    double mean = 0;
    for (int run = 0; run < runs; run++) {
      ReplicatedMatch match =
          RawReplicates.of(run, design, new double[1], predictable, 1, 2, random).toMatch();
      mean += match.predictableEnergy().orElseThrow() / runs;
    }
    assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(102.0 / runs)));
  }

  @Test
  void merge_twoWorkers_isStatisticsOfAllTheirEquations() {
    RawReplicates first = raw(4, 5, 8, 2);
    RawReplicates second = raw(5, 3, 11, 2);
    double[][] design =
        Stream.of(first.design(), second.design()).flatMap(Arrays::stream).toArray(double[][]::new);
    double[][] deviations = new double[2][];
    for (int k = 0; k < 2; k++) {
      deviations[k] =
          java.util.stream.DoubleStream.concat(
                  Arrays.stream(first.deviations()[k]), Arrays.stream(second.deviations()[k]))
              .toArray();
    }
    ReplicatedMatch expected = new RawReplicates(5, design, deviations).toMatch();
    ReplicatedMatch merged = second.toMatch().merge(first.toMatch());
    assertThat(merged.iteration()).isEqualTo(5);
    assertThat(merged.equations()).isEqualTo(19);
    assertThat(merged.gram()).containsExactly(expected.gram(), within(1e-11));
    assertThat(merged.crosses()).containsExactly(expected.crosses(), within(1e-11));
    assertThat(merged.products()).containsExactly(expected.products(), within(1e-11));
  }

  @Test
  void merge_otherSizes_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> raw(6, 0, 4, 2).toMatch().merge(raw(6, 0, 4, 3).toMatch()))
        .withMessageContaining("2 replicates of 2 regularizers with 3 of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> raw(6, 0, 4, 2).toMatch().merge(raw(6, 0, 4, 2).selectColumns(0).toMatch()))
        .withMessageContaining("with 2 of 1");
  }

  @Test
  void isFinite_oneBadEntryAnywhere_false() {
    assertThat(example().isFinite()).isTrue();
    for (int where = 0; where < 3; where++) {
      double[][] parts = {example().gram(), example().crosses(), example().products()};
      parts[where][3] = Double.NaN;
      assertThat(new ReplicatedMatch(0, 1, parts[0], parts[1], parts[2]).isFinite()).isFalse();
    }
  }
}
