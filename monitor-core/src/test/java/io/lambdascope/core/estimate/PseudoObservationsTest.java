package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PseudoObservationsTest {

  private static final double[] LAMBDA = {0.7, -1.3, 2.0};
  private static final double ROUNDING = 1e-11;

  /** The reference cancels: y = Λ₀ + A⁻¹(c − AΛ₀), whatever Λ₀. */
  @Test
  void value_equalDesigns_ownLeastSquaresSolution() {
    Random random = new Random(81);
    double[][] design = RawObservation.gaussianDesign(random, 20, 3);
    PseudoObservations observations = new PseudoObservations(3);
    for (int k = 0; k < 200; k++) {
      RawObservation o = RawObservation.of(k, design, LAMBDA, 1, random);
      observations.update(o.toMatch());
      double[] own = DenseLeastSquares.solve(List.of(o)).lambda();
      for (int j = 0; j < 3; j++) {
        assertThat(observations.isKnown(j)).isTrue();
        assertThat(observations.value(j)).isCloseTo(own[j], within(ROUNDING));
        assertThat(observations.relativeVariance(j))
            .isCloseTo(1 / o.toMatch().gram(j, j), within(ROUNDING));
      }
    }
  }

  @Test
  void value_oneRegularizer_ratioWhateverTheDesigns() {
    Random random = new Random(82);
    PseudoObservations observations = new PseudoObservations(1);
    for (int k = 0; k < 100; k++) {
      GradientMatch match = RawObservation.gaussian(random, k, 5, new double[] {2}, 1).toMatch();
      observations.update(match);
      assertThat(observations.value(0))
          .isCloseTo(match.cross(0) / match.gram(0, 0), within(ROUNDING));
    }
  }

  /**
   * Changing designs, correlated by 0.6 on average, few equations: the mean of 4000 values of
   * variance near 1/5 · 1/(1 − 0.36) has an error of 0.009; 0.04 is four of them.
   */
  @Test
  void value_changingDesigns_meanIsTheTruth() {
    Random random = new Random(83);
    PseudoObservations observations = new PseudoObservations(2);
    double[] sums = new double[2];
    for (int k = 0; k < 4000; k++) {
      double[][] design = RawObservation.gaussianDesign(random, 8, 2);
      for (double[] row : design) {
        row[1] = 0.6 * row[0] + 0.8 * row[1];
      }
      observations.update(
          RawObservation.of(k, design, new double[] {0.7, -1.3}, 1, random).toMatch());
      for (int j = 0; j < 2; j++) {
        sums[j] += observations.value(j) / 4000;
      }
    }
    assertThat(sums[0]).isCloseTo(0.7, within(0.04));
    assertThat(sums[1]).isCloseTo(-1.3, within(0.04));
    // Running means over 20 and 50: errors of 0.06 and 0.08, fivefold.
    assertThat(observations.state().correlation()[1]).isCloseTo(0.6, within(0.3));
    assertThat(observations.state().reference()[0]).isCloseTo(0.7, within(0.4));
  }

  @Test
  void isKnown_zeroColumn_unknownAndTheOthersUnaffected() {
    Random random = new Random(84);
    double[][] design = RawObservation.gaussianDesign(random, 20, 3);
    PseudoObservations with = new PseudoObservations(3);
    PseudoObservations without = new PseudoObservations(2);
    assertThat(with.isKnown(0)).isFalse();
    for (int k = 0; k < 10; k++) {
      RawObservation o = RawObservation.of(k, design, LAMBDA, 1, random);
      with.update(o.scaleColumn(1, 0).toMatch());
      without.update(o.selectColumns(0, 2).toMatch());
      assertThat(with.isKnown(1)).isFalse();
      assertThat(with.value(0)).isCloseTo(without.value(0), within(ROUNDING));
      assertThat(with.value(2)).isCloseTo(without.value(1), within(ROUNDING));
    }
    assertThat(with.state().counts()).containsExactly(10, 0, 10);
    // Once it appears it is known, and what was said of it before is not repeated.
    RawObservation o = RawObservation.of(10, design, LAMBDA, 0, random);
    with.update(o.toMatch());
    assertThat(with.isKnown(1)).isTrue();
    with.update(o.scaleColumn(1, 0).toMatch());
    assertThat(with.isKnown(1)).isFalse();
  }

  @Test
  void value_collinearColumns_finiteAndTheirSumRight() {
    Random random = new Random(85);
    double[][] design = RawObservation.gaussianDesign(random, 20, 2);
    PseudoObservations observations = new PseudoObservations(3);
    for (int k = 0; k < 30; k++) {
      RawObservation o = RawObservation.of(k, design, new double[] {0.7, -1.3}, 1, random);
      observations.update(o.selectColumns(0, 1, 1).toMatch());
      double[] own = DenseLeastSquares.solve(List.of(o)).lambda();
      assertThat(observations.value(0)).isCloseTo(own[0], within(ROUNDING));
      assertThat(observations.value(1) + observations.value(2)).isCloseTo(own[1], within(ROUNDING));
    }
  }

  @Test
  void isKnown_columnsAtTheEndsOfTheDoubles_falseRatherThanInfinite() {
    PseudoObservations observations = new PseudoObservations(2);
    observations.update(
        new GradientMatch(0, 20, new double[] {1e-320, 0, 0, 1}, new double[] {0, 1}, 1));
    assertThat(observations.isKnown(0)).isFalse();
    assertThat(observations.isKnown(1)).isTrue();
  }

  @Test
  void state_roundTrip_continuesBitForBit() {
    Random random = new Random(86);
    PseudoObservations original = new PseudoObservations(3);
    for (int k = 0; k < 30; k++) {
      original.update(RawObservation.gaussian(random, k, 20, LAMBDA, 1).toMatch());
    }
    PseudoObservations copy = new PseudoObservations(original.state());
    GradientMatch next = RawObservation.gaussian(random, 30, 20, LAMBDA, 1).toMatch();
    original.update(next);
    copy.update(next);
    for (int j = 0; j < 3; j++) {
      assertThat(copy.value(j)).isEqualTo(original.value(j));
    }
    assertThat(copy.state().correlation()).containsExactly(original.state().correlation());
  }

  @Test
  void update_otherNumberOfRegularizers_refused() {
    PseudoObservations observations = new PseudoObservations(2);
    GradientMatch three = RawObservation.gaussian(new Random(87), 0, 20, LAMBDA, 1).toMatch();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> observations.update(three))
        .withMessageContaining("3")
        .withMessageContaining("2");
  }

  @Test
  void state_sizesDisagree_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PseudoObservations.State(new double[3], new double[2], new long[2]))
        .withMessageContaining("2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PseudoObservations.State(new double[4], new double[2], new long[1]));
  }
}
