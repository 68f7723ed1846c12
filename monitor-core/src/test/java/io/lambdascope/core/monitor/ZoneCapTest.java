package io.lambdascope.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.Verdict;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is published of a smoothed one-norm whose parameters are in its quadratic zone. */
class ZoneCapTest {

  private final Monitor monitor =
      Monitor.builder(
              new Identity("run", "model", "without_dropout"),
              List.of(Term.of("l2"), Term.of("l1")),
              new CumulativeEstimator())
          .build();

  /** b = Φ(0.5, 0.25) with orthogonal columns of norm 2. */
  private LambdaEstimate observe(long iteration, List<OptionalDouble> shares) {
    GradientMatch match =
        new GradientMatch(
            iteration, 1000, new double[] {4, 0, 0, 4}, new double[] {2, 1}, 1.25 + 1e-6);
    monitor.observe(
        new Observation(
            ReplicatedMatch.single(match), 1, 3, ReferenceQuality.EXACT, shares, List.of()));
    return monitor.snapshot().estimate().orElseThrow();
  }

  private static List<OptionalDouble> ofL1(double share) {
    return List.of(OptionalDouble.empty(), OptionalDouble.of(share));
  }

  @Test
  void observe_shareBelowTheBounds_publishesTheEstimateAsItIs() {
    LambdaEstimate without = observe(1, List.of());
    assertThat(without.coefficient(1).identifiability()).isEqualTo(Identifiability.IDENTIFIED);
    LambdaEstimate with = observe(2, ofL1(0.5));
    assertThat(with.coefficient(1).identifiability()).isEqualTo(Identifiability.IDENTIFIED);
    assertThat(with.coefficient(1).value()).isEqualTo(0.25);
  }

  @Test
  void observe_nearlyAllInTheZone_publishesNoMoreThanWeak() {
    LambdaEstimate estimate = observe(1, ofL1(0.995));
    assertThat(estimate.coefficient(1).identifiability()).isEqualTo(Identifiability.WEAK);
    assertThat(estimate.coefficient(0).identifiability()).isEqualTo(Identifiability.IDENTIFIED);
  }

  @Test
  void observe_allInTheZone_publishesNoInterval() {
    LambdaEstimate estimate = observe(1, ofL1(1));
    assertThat(estimate.coefficient(1).identifiability()).isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(estimate.coefficient(1).upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(estimate.coefficient(0).identifiability()).isEqualTo(Identifiability.IDENTIFIED);
    assertThat(estimate.coefficient(0).value()).isEqualTo(0.5);
  }

  @Test
  void observe_allInTheZone_isNoVerdictsSupport() {
    for (int i = 1; i <= 60; i++) {
      observe(i, ofL1(1));
    }
    assertThat(
            monitor.snapshot().latest().orElseThrow().verdicts().orElseThrow().candidates().get(1))
        .extracting(candidate -> candidate.verdict())
        .isNotEqualTo(Verdict.SUPPORTED);
  }

  @Test
  void observe_zoneLeft_publishesTheCoefficientAgain() {
    observe(1, ofL1(1));
    assertThat(observe(2, ofL1(0.2)).coefficient(1).identifiability())
        .isEqualTo(Identifiability.IDENTIFIED);
  }

  @Test
  void observation_sharesOfAnotherNumber_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> observe(1, List.of(OptionalDouble.of(0.5))))
        .withMessageContaining("each of 2 columns, there are 1");
  }
}
