package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import org.junit.jupiter.api.Test;

class SingleObservationTest {

  private final SingleObservation observation = new SingleObservation(2);

  /** Of b = ΦΛ without noise, with unit columns of this correlation. */
  private static GradientMatch match(
      long iteration, double correlation, double first, double last) {
    double[] gram = {1, correlation, correlation, 1};
    double[] cross = {first + correlation * last, correlation * first + last};
    double energy = first * cross[0] + last * cross[1];
    return new GradientMatch(iteration, 100, gram, cross, energy);
  }

  @Test
  void read_firstCoefficientJumpsWhileTheColumnsTurn_secondStays() {
    for (int k = 0; k < 40; k++) {
      observation.read(match(k, 0.9 - 0.01 * k, k < 20 ? 1 : 5, 2));
      // Condition 19 at most, on numbers of about 6: some 100 times 1e-16.
      assertThat(observation.value(0)).isCloseTo(k < 20 ? 1 : 5, within(1e-13));
      assertThat(observation.value(1)).isCloseTo(2, within(1e-13));
    }
  }

  /** Of unit columns with correlation ρ, (A⁻¹)_jj = 1/(1 − ρ²). */
  @Test
  void relativeVariance_isOfTheInverse() {
    observation.read(match(0, 0.6, 1, 2));
    assertThat(observation.relativeVariance(0)).isCloseTo(1 / 0.64, within(1e-14));
    assertThat(observation.relativeVariance(1)).isCloseTo(1 / 0.64, within(1e-14));
  }

  @Test
  void isKnown_columnsThatCannotBeToldApart_neitherIs() {
    observation.read(match(0, 1, 1, 2));
    assertThat(observation.isKnown(0)).isFalse();
    assertThat(observation.isKnown(1)).isFalse();
  }

  @Test
  void isKnown_columnOfZeros_theOtherIs() {
    observation.read(new GradientMatch(0, 100, new double[] {4, 0, 0, 0}, new double[] {8, 0}, 16));
    assertThat(observation.isKnown(0)).isTrue();
    assertThat(observation.value(0)).isEqualTo(2);
    assertThat(observation.isKnown(1)).isFalse();
  }

  @Test
  void read_otherNumberOfRegularizers_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> observation.read(new GradientMatch(0, 10, new double[] {1}, new double[] {1}, 1)))
        .withMessageContaining("1 regularizers where 2");
  }
}
