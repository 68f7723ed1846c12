package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.Identifiability;
import org.junit.jupiter.api.Test;

class VerdictBoundsTest {

  private static final Coefficient CLEAR = coefficient(1, Identifiability.IDENTIFIED);

  private static Coefficient coefficient(double lower, Identifiability identifiability) {
    return Estimates.coefficient(lower, 3, identifiability);
  }

  private static Share share(double value, double lower) {
    return new Share.Known(value, 0.1, lower, 1);
  }

  private static void expect(
      Verdict verdict, LimitingReason reason, Coefficient coefficient, Share share, double p) {
    VerdictBounds bounds = VerdictBounds.DEFAULT;
    assertThat(bounds.limit(coefficient, share, p)).isEqualTo(reason);
    assertThat(bounds.verdict(reason, share)).isEqualTo(verdict);
  }

  @Test
  void verdict_everyRow_ofTheDecisionTable() {
    expect(Verdict.SUPPORTED, LimitingReason.NONE, CLEAR, share(0.5, 0.3), 0);
    // Each bound itself passes.
    expect(Verdict.SUPPORTED, LimitingReason.NONE, CLEAR, share(0.1, 0.1), 0.01);
    expect(Verdict.WEAK, LimitingReason.SHARE_UNCERTAIN, CLEAR, share(0.5, 0.0999), 0);
    expect(Verdict.WEAK, LimitingReason.SHARE_TOO_SMALL, CLEAR, share(0.0999, 0.05), 0);
    expect(Verdict.WEAK, LimitingReason.SHARE_TOO_SMALL, CLEAR, share(0.01, 0), 0);
    expect(Verdict.NOT_SUPPORTED, LimitingReason.SHARE_TOO_SMALL, CLEAR, share(0.0099, 0), 0);
    expect(Verdict.NOT_SUPPORTED, LimitingReason.SHARE_TOO_SMALL, CLEAR, share(-0.5, 0), 0);
    expect(
        Verdict.NOT_SUPPORTED,
        LimitingReason.SHARE_TOO_SMALL,
        CLEAR,
        share(Double.NaN, Double.NaN),
        0);
    expect(
        Verdict.NOT_SUPPORTED,
        LimitingReason.NO_BETTER_THAN_RANDOM,
        CLEAR,
        share(0.5, 0.3),
        0.0101);
    expect(
        Verdict.NOT_SUPPORTED,
        LimitingReason.NO_BETTER_THAN_RANDOM,
        CLEAR,
        share(0.5, 0.3),
        Double.NaN);
    for (double lower : new double[] {0, -1}) {
      expect(
          Verdict.NOT_SUPPORTED,
          LimitingReason.INTERVAL_HOLDS_ZERO,
          coefficient(lower, Identifiability.IDENTIFIED),
          share(0.5, 0.3),
          0);
    }
    expect(
        Verdict.WEAK,
        LimitingReason.WEAKLY_IDENTIFIED,
        coefficient(1, Identifiability.WEAK),
        share(0.5, 0.3),
        0);
    expect(
        Verdict.WEAK,
        LimitingReason.SHARE_TOO_SMALL,
        coefficient(1, Identifiability.WEAK),
        share(0.05, 0.03),
        0);
    expect(
        Verdict.NOT_SUPPORTED,
        LimitingReason.NOT_IDENTIFIED,
        coefficient(1, Identifiability.NOT_IDENTIFIED),
        share(0.5, 0.3),
        0);
    expect(
        Verdict.NOT_SUPPORTED,
        LimitingReason.NO_PREDICTABLE_DEVIATION,
        CLEAR,
        Share.Unknown.NO_PREDICTABLE_DEVIATION,
        0);
    expect(
        Verdict.NOT_SUPPORTED,
        LimitingReason.NO_DEVIATION,
        coefficient(1, Identifiability.NOT_IDENTIFIED),
        Share.Unknown.NO_DEVIATION,
        1);
  }

  @Test
  void known_ofEveryShare_presentOnlyWhereEstimated() {
    assertThat(share(0.5, 0.3).known()).hasValue(new Share.Known(0.5, 0.1, 0.3, 1));
    for (Share unknown : Share.Unknown.values()) {
      assertThat(unknown.known()).isEmpty();
    }
  }

  @Test
  void constructor_boundsOutOfOrder_refusedWithTheValues() {
    double[][] bad = {{0.1, 0}, {0.1, 0.2}, {1.1, 0.1}, {Double.NaN, 0.1}, {0.1, Double.NaN}};
    for (double[] shares : bad) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new VerdictBounds(shares[0], shares[1], 0.01))
          .withMessageContaining("weakShare " + shares[1])
          .withMessageContaining("supportedShare " + shares[0]);
    }
    for (double p : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new VerdictBounds(0.1, 0.01, p))
          .withMessageContaining("between 0 and 1, was " + p);
    }
    assertThat(new VerdictBounds(1, 1, 0.5).weakShare()).isEqualTo(1);
  }
}
