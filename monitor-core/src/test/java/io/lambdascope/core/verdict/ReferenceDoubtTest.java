package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.RawObservation;
import io.lambdascope.core.match.ReplicatedMatch;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What a verdict may still say when the reference is in doubt. */
class ReferenceDoubtTest {

  private static final int P = 400;

  /** One direction and its evidence; every observation has it anew by the true coefficient. */
  private static final class Run {

    private final RandomGenerator random = new Random(7);
    private final double[][] column = RawObservation.gaussianDesign(random, P, 1);
    private final OnlineEstimator estimator;
    private final Evidence evidence;
    private long iteration;

    Run(OnlineEstimator estimator, Evidence evidence) {
      this.estimator = estimator;
      this.evidence = evidence;
    }

    static Run cumulative() {
      return new Run(new CumulativeEstimator(), Evidence.cumulative(VerdictBounds.DEFAULT));
    }

    /**
     * Observes b = φλ + e φ/‖φ‖ + ξ, ‖ξ‖² about a hundredth of p: the error e of the reference lies
     * in the candidate's direction and is the same every time.
     */
    void observe(double lambda, double error, ReferenceDoubt doubt) {
      double norm = 0;
      for (double[] row : column) {
        norm += row[0] * row[0];
      }
      double[] made = {lambda + error / Math.sqrt(norm)};
      var match = RawObservation.of(iteration++, column, made, 0.1, random).toMatch();
      estimator.update(match);
      evidence.add(ReplicatedMatch.single(match), doubt);
    }

    CandidateVerdict judge() {
      return evidence.judge(estimator.estimate().orElseThrow()).orElseThrow().candidate(0);
    }
  }

  @Test
  void judge_allOfItTheReferencesError_supportedOnlyWhereTheErrorIsNotTold() {
    Run unaware = Run.cumulative();
    Run aware = Run.cumulative();
    // ‖φ‖ is about 20: a coefficient of 0.5 out of nothing. Noise in φ's direction is 0.1.
    for (int k = 0; k < 40; k++) {
      unaware.observe(0, 10, ReferenceDoubt.NONE);
      aware.observe(0, 10, new ReferenceDoubt(10.5, true));
    }
    assertThat(unaware.judge().verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(aware.judge().verdict()).isEqualTo(Verdict.WEAK);
    assertThat(aware.judge().reason()).isEqualTo(LimitingReason.REFERENCE_ERROR);
    // The numbers are what they are: only what is said of them changes.
    assertThat(aware.judge().share()).isEqualTo(unaware.judge().share());
    assertThat(aware.judge().pValue()).isEqualTo(unaware.judge().pValue());
  }

  @Test
  void judge_effectAboveTheError_supported() {
    Run run = Run.cumulative();
    for (int k = 0; k < 40; k++) {
      run.observe(1, 10, new ReferenceDoubt(10.5, true));
    }
    assertThat(run.judge().verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(run.judge().reason()).isEqualTo(LimitingReason.NONE);
  }

  @Test
  void judge_whatIsWorseThanWeakAnyway_staysAsItIs() {
    Run run = Run.cumulative();
    for (int k = 0; k < 40; k++) {
      run.observe(0, 0, new ReferenceDoubt(10, false));
    }
    assertThat(run.judge().verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(run.judge().reason())
        .isNotIn(LimitingReason.REFERENCE_ERROR, LimitingReason.REFERENCE_INVALID);
  }

  @Test
  void judge_oneInvalidObservation_fadesAsOthersCome() {
    Run run = Run.cumulative();
    run.observe(1, 0, new ReferenceDoubt(0, false));
    // One in n is more than a tenth up to n = 9.
    for (int n = 2; n <= 9; n++) {
      run.observe(1, 0, ReferenceDoubt.NONE);
    }
    assertThat(run.judge().verdict()).isEqualTo(Verdict.WEAK);
    assertThat(run.judge().reason()).isEqualTo(LimitingReason.REFERENCE_INVALID);
    run.observe(1, 0, ReferenceDoubt.NONE);
    assertThat(run.judge().verdict()).isEqualTo(Verdict.SUPPORTED);
  }

  @Test
  void judge_forgetting_doubtsAreForgottenWithTheirObservations() {
    Run run = new Run(new ForgettingEstimator(5), Evidence.forgetting(5, VerdictBounds.DEFAULT));
    for (int k = 0; k < 40; k++) {
      run.observe(1, 0, new ReferenceDoubt(100, false));
    }
    assertThat(run.judge().reason()).isEqualTo(LimitingReason.REFERENCE_INVALID);
    // Of weight 2^(−k/5) after k more: 1/16 at 20. Of energy (100/20)² = 25 times the effect's it
    // is
    // above it until 2^(−k/5) · 25 < 1, k > 23.
    for (int k = 0; k < 20; k++) {
      run.observe(1, 0, ReferenceDoubt.NONE);
    }
    assertThat(run.judge().reason()).isEqualTo(LimitingReason.REFERENCE_ERROR);
    for (int k = 0; k < 10; k++) {
      run.observe(1, 0, ReferenceDoubt.NONE);
    }
    assertThat(run.judge().verdict()).isEqualTo(Verdict.SUPPORTED);
  }

  /** Units are powers of two, so nothing else may change. */
  @Test
  void judge_otherUnitsOfTheGradient_sameVerdict() {
    for (double unit : new double[] {0x1p-300, 1, 0x1p300}) {
      for (double error : new double[] {0.5, 2}) {
        Evidence evidence = Evidence.cumulative(VerdictBounds.DEFAULT);
        CumulativeEstimator estimator = new CumulativeEstimator();
        RandomGenerator random = new Random(3);
        double[][] column = RawObservation.gaussianDesign(random, P, 1);
        for (int k = 0; k < 20; k++) {
          // The first ones are smaller, so that units change on the way.
          double scale = unit * (k < 5 ? 0.125 : 1);
          var match =
              RawObservation.of(k, column, new double[] {1}, 0.1, random)
                  .scaleDeviation(scale)
                  .toMatch();
          estimator.update(match);
          // ‖φ‖ is 20: half the effect, or twice.
          evidence.add(ReplicatedMatch.single(match), new ReferenceDoubt(20 * error * scale, true));
        }
        CandidateVerdict candidate =
            evidence.judge(estimator.estimate().orElseThrow()).orElseThrow().candidate(0);
        assertThat(candidate.reason() == LimitingReason.REFERENCE_ERROR).isEqualTo(error > 1);
      }
    }
  }

  @Test
  void copy_ofEvidenceInDoubt_doubtsAsIt() {
    Run run = Run.cumulative();
    run.observe(1, 0, new ReferenceDoubt(0, false));
    run.observe(1, 0, ReferenceDoubt.NONE);
    Evidence copy = run.evidence.copy();
    run.evidence.reset();
    assertThat(copy.judge(run.estimator.estimate().orElseThrow()).orElseThrow().candidate(0))
        .extracting(CandidateVerdict::reason)
        .isEqualTo(LimitingReason.REFERENCE_INVALID);
  }

  @Test
  void constructor_noNorm_refusedWithTheValue() {
    for (double bad : new double[] {-1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ReferenceDoubt(bad, true))
          .withMessageContaining("was " + bad);
    }
  }
}
