package io.lambdascope.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {

  /** 60 digits: no cancellation that a double would notice. */
  private static final MathContext DIGITS = new MathContext(60);

  private static BigDecimal remaining(double s, double eta, int t) {
    return BigDecimal.ONE
        .subtract(new BigDecimal(s).multiply(new BigDecimal(eta)), DIGITS)
        .pow(t, DIGITS);
  }

  /** s·r/(1 − r), r = (1 − ηs)^t. */
  private static double exact(double s, double eta, int t) {
    BigDecimal r = remaining(s, eta, t);
    return new BigDecimal(s)
        .multiply(r)
        .divide(BigDecimal.ONE.subtract(r, DIGITS), DIGITS)
        .doubleValue();
  }

  @Property(seed = "7", tries = 500)
  void penalty_anyEigenvalue_isThatOfLongArithmetic(
      @ForAll @DoubleRange(min = -12, max = 0) double logProgress,
      @ForAll @DoubleRange(min = 0.001, max = 10) @Scale(3) double eta,
      @ForAll @IntRange(min = 1, max = 3000) int t) {
    double s = Math.pow(10, logProgress) * 0.999 / eta;
    double expected = exact(s, eta, t);
    // A rounding of ηs, 1e-16, moves (1 − ηs)^t by t·1e-16·ηs/(1 − ηs) of itself.
    double progress = eta * s;
    double tolerance = 1e-14 + 4e-16 * t * progress / (1 - progress);
    // Below 1e-300 the factor x/expm1(x) has no digits left; zero is right to 1e-300.
    assertThat(EarlyStopping.penalty(s, eta, t))
        .isCloseTo(expected, within(tolerance * expected + 1e-300));
  }

  @Property(seed = "8", tries = 200)
  void penalty_overshooting_isThatOfLongArithmetic(
      @ForAll @DoubleRange(min = 1.001, max = 1.999) @Scale(3) double progress,
      @ForAll @IntRange(min = 1, max = 200) int t) {
    double eta = 0.01;
    double s = progress / eta;
    double expected = exact(s, eta, t);
    double product = eta * s;
    double tolerance = 1e-13 + 4e-16 * t * product / (product - 1) / (2 - product);
    double penalty = EarlyStopping.penalty(s, eta, t);
    assertThat(penalty).isCloseTo(expected, within(tolerance * Math.abs(expected) + 1e-300));
    // The penalized objective stays strictly convex, whichever sign.
    assertThat(s + penalty).isPositive();
    assertThat(t % 2 == 0 ? penalty : -penalty).isGreaterThanOrEqualTo(0);
  }

  @Test
  void penalty_atTheLimits_isDefined() {
    assertThat(EarlyStopping.penalty(0, 0.01, 500)).isEqualTo(0.2);
    assertThat(EarlyStopping.penalty(-1e-17, 0.01, 500)).isEqualTo(0.2);
    assertThat(EarlyStopping.penalty(Double.MIN_VALUE, 0.01, 500)).isEqualTo(0.2);
    assertThat(EarlyStopping.penalty(1e-300, 1e300, 3)).isEqualTo(0);
    assertThat(EarlyStopping.penalty(100, 0.01, 1)).isEqualTo(0);
    assertThat(EarlyStopping.penalty(50, 0.01, Long.MAX_VALUE)).isEqualTo(0);
    assertThat(EarlyStopping.penalty(Math.nextDown(100.0), 0.01, Long.MAX_VALUE)).isEqualTo(0);
    assertThat(EarlyStopping.penalty(150, 0.01, Long.MAX_VALUE - 1)).isEqualTo(0);
    assertThat(EarlyStopping.penalty(150, 0.01, 1)).isCloseTo(-50, within(1e-12));
    assertThat(EarlyStopping.penalty(150, 0.01, 2)).isCloseTo(50, within(1e-12));
  }

  @Test
  void penalty_outOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.penalty(200, 0.01, 1))
        .withMessageContaining("smaller step");
    assertThatIllegalArgumentException().isThrownBy(() -> EarlyStopping.penalty(1, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.penalty(0, Double.POSITIVE_INFINITY, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.penalty(Double.NaN, 0.1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.penalty(1, 0.01, 0))
        .withMessageContaining("at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyStopping(new double[] {1, 0, 0, 200}, 2, 0.01));
  }

  /** Eq. 5 itself: descent in the eigenbasis, its stationarity, and the scale of the loss. */
  @Test
  void matrix_rotatedDesign_makesTheIterateStationary() {
    double[] moment = {2, 0.6, 0.6, 1.1};
    double[] cross = {3, -1};
    double eta = 0.1;
    EarlyStopping theory = new EarlyStopping(moment, 2, eta);
    double[] theta = new double[2];
    for (int t = 1; t <= 60; t++) {
      double[] update = {
        cross[0] - moment[0] * theta[0] - moment[1] * theta[1],
        cross[1] - moment[2] * theta[0] - moment[3] * theta[1]
      };
      theta[0] += eta * update[0];
      theta[1] += eta * update[1];
      double[] matrix = theory.matrix(t);
      // −∇L/2 of the mean square is Xᵀ(y − Xθ)/n; so is Λθ.
      for (int i = 0; i < 2; i++) {
        double force = cross[i] - moment[2 * i] * theta[0] - moment[2 * i + 1] * theta[1];
        double pull = matrix[2 * i] * theta[0] + matrix[2 * i + 1] * theta[1];
        assertThat(pull).isCloseTo(force, within(1e-13));
      }
      assertThat(theory.meanPenalty(t))
          .isCloseTo((matrix[0] + matrix[3]) / 2, within(1e-13 * matrix[0]));
      double quadratic =
          matrix[0] * theta[0] * theta[0]
              + 2 * matrix[1] * theta[0] * theta[1]
              + matrix[3] * theta[1] * theta[1];
      double[] huge = {theta[0] * 1e300, theta[1] * 1e300};
      assertThat(theory.ridgeEquivalent(huge, t).orElseThrow())
          .isCloseTo(
              quadratic / (theta[0] * theta[0] + theta[1] * theta[1]), within(1e-13 * matrix[0]));
    }
    assertThat(theory.ridgeEquivalent(new double[2], 1)).isEmpty();
  }

  @Test
  void matrix_zeroDesign_isRidgeOfOneOverTime() {
    EarlyStopping theory = new EarlyStopping(new double[4], 2, 0.01);
    assertThat(theory.matrix(100)).containsExactly(1, 0, 0, 1);
    assertThat(theory.meanPenalty(100)).isEqualTo(1);
  }
}
