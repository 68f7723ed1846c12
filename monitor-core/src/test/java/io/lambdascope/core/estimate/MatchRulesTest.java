package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.match.GradientMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchRulesTest {

  private static GradientMatch one(double gram, double cross, double energy) {
    return new GradientMatch(7, 20, new double[] {gram}, new double[] {cross}, energy);
  }

  private static GradientMatch two(double a, double off, double b) {
    return new GradientMatch(7, 20, new double[] {a, off, off, b}, new double[] {0, 0}, 1);
  }

  private static void assertRefused(GradientMatch match, String... told) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatchRules.check(match, 0, 0))
        .withMessageContainingAll(told);
  }

  private static void assertAccepted(GradientMatch match) {
    assertThatCode(() -> MatchRules.check(match, 0, 0)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void check_notFinite_refusedWithWhatToDo(double bad) {
    assertRefused(one(bad, 1, 1), "finite", "drop it upstream");
    assertRefused(one(1, bad, 1), "finite");
    assertRefused(one(1, 1, bad), "finite");
  }

  @Test
  void check_otherNumberOfRegularizers_refusedUnlessFirst() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatchRules.check(one(1, 1, 1), 3, 0))
        .withMessageContaining("1")
        .withMessageContaining("3");
    assertThatCode(() -> MatchRules.check(one(1, 1, 1), 1, 0)).doesNotThrowAnyException();
  }

  @Test
  void check_iterationBeforeTheLast_refusedUnlessFirst() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatchRules.check(one(1, 1, 1), 1, 8))
        .withMessageContaining("7 after 8");
    assertThatCode(() -> MatchRules.check(one(1, 1, 1), 1, 7)).doesNotThrowAnyException();
    assertThatCode(() -> MatchRules.check(one(1, 1, 1), 0, 8)).doesNotThrowAnyException();
  }

  @Test
  void check_negativeSquares_refused() {
    assertRefused(one(-1e-300, 0, 1), "j = 0", "overflow");
    assertRefused(one(1, 0, -1e-300), "overflow");
    assertRefused(two(1, 0, -1), "j = 1");
    assertAccepted(one(0, 0, 0));
  }

  /** |c| ≤ √(A s), here 1; a million times that is no rounding, twice is left to the caller. */
  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "1000, true", "4e6, false", "-4e6, false", "1e300, false"})
  void check_crossBeyondCauchyAndSchwarz_refusedBeyondRounding(double cross, boolean accepted) {
    if (accepted) {
      assertAccepted(one(1, cross, 1));
      assertAccepted(one(1e-200, cross, 1e200));
    } else {
      assertRefused(one(1, cross, 1), "j = 0", "overflow");
      assertRefused(one(1e-200, cross, 1e200), "j = 0");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "1000, true", "4e6, false", "-4e6, false"})
  void check_gramBeyondCauchyAndSchwarz_refusedBeyondRounding(double off, boolean accepted) {
    if (accepted) {
      assertAccepted(two(1, off, 1));
    } else {
      assertRefused(two(1, off, 1), "i = 0, j = 1", "overflow");
      assertRefused(two(1e100, off, 1e-100), "i = 0, j = 1");
    }
  }

  /** Beside a zero nothing is asked: what stands there is not read. */
  @Test
  void check_besideZeroColumnOrDeviation_accepted() {
    assertAccepted(one(0, 5, 1));
    assertAccepted(one(1, 5, 0));
    assertAccepted(two(0, 5, 1));
    assertAccepted(two(1, 5, 0));
  }
}
