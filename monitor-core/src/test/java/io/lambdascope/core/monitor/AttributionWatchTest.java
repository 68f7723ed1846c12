package io.lambdascope.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.estimate.SlidingWindowEstimator;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.snapshot.Attribution;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.LimitingReason;
import io.lambdascope.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The deviation by causes, and what else the monitor says of one observation. */
class AttributionWatchTest {

  private static final int P = 60;
  private static final List<Term> TERMS = List.of(Term.of("l2"), Term.of("l1"));
  private static final List<Cause> CAUSES =
      List.of(Cause.MINI_BATCH, Cause.NOISE, Cause.UPDATE_RULE);

  private static MonitorBuilder monitor(OnlineEstimator estimator) {
    return Monitor.builder(new Identity("run", "model", "full_batch"), TERMS, estimator);
  }

  /** A design, and three deviations on it whose sum is the whole; the last is exactly zero. */
  private record Chain(double[][] design, double[][] parts) {

    static Chain random(RandomGenerator random) {
      double[][] parts = new double[3][P];
      for (int i = 0; i < P; i++) {
        parts[0][i] = random.nextGaussian();
        parts[1][i] = 0.5 * random.nextGaussian();
      }
      return new Chain(RawObservation.gaussianDesign(random, P, 2), parts);
    }

    double[] whole() {
      double[] whole = new double[P];
      for (double[] part : parts) {
        Arrays.setAll(whole, i -> whole[i] + part[i]);
      }
      return whole;
    }

    Observation observation(long iteration, boolean attributed) {
      double[] whole = whole();
      GradientMatch match = new RawObservation(iteration, design, whole).toMatch();
      List<CauseMatch> causes = new ArrayList<>();
      for (int c = 0; attributed && c < parts.length; c++) {
        GradientMatch part = new RawObservation(iteration, design, parts[c]).toMatch();
        causes.add(
            new CauseMatch(
                CAUSES.get(c), part.cross(), part.energy(), part.energy(), dot(parts[c], whole)));
      }
      return new Observation(
          ReplicatedMatch.single(match),
          Math.sqrt(match.energy()),
          1,
          ReferenceQuality.EXACT,
          List.of(),
          causes);
    }
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  static Stream<OnlineEstimator> linearEstimators() {
    return Stream.of(
        new PerObservationEstimator(),
        new CumulativeEstimator(),
        new ForgettingEstimator(4),
        new SlidingWindowEstimator(10));
  }

  @ParameterizedTest
  @MethodSource("linearEstimators")
  void observe_linearEstimator_lambdasOfTheLinksSumToThatOfTheWhole(OnlineEstimator estimator) {
    Monitor monitor = monitor(estimator.copy()).build();
    RandomGenerator random = new Random(5);
    for (int k = 0; k < 20; k++) {
      monitor.observe(Chain.random(random).observation(k, true));
      Latest latest = monitor.snapshot().latest().orElseThrow();
      List<Attribution.Link> links = latest.attribution().orElseThrow().links();
      assertThat(links).extracting(Attribution.Link::cause).isEqualTo(CAUSES);
      double shares = 0;
      double[] sums = new double[2];
      for (Attribution.Link link : links) {
        shares += link.share().orElseThrow();
        for (int j = 0; j < 2; j++) {
          sums[j] += link.estimate().coefficient(j).value();
        }
      }
      // Sums of some hundred products of order 1: 1e-14.
      assertThat(shares).isCloseTo(1, within(1e-13));
      for (int j = 0; j < 2; j++) {
        assertThat(sums[j]).isCloseTo(latest.estimate().coefficient(j).value(), within(1e-13));
      }
    }
  }

  @Test
  void observe_vectorsAtHand_normCosineAndShareAreTheirs() {
    Chain chain = Chain.random(new Random(8));
    Monitor monitor = monitor(new CumulativeEstimator()).build();
    monitor.observe(chain.observation(0, true));
    Attribution attribution = monitor.snapshot().latest().orElseThrow().attribution().orElseThrow();
    double[] whole = chain.whole();
    for (int c = 0; c < 2; c++) {
      double[] part = chain.parts()[c];
      Attribution.Link link = attribution.link(CAUSES.get(c)).orElseThrow();
      double norm = Math.sqrt(dot(part, part));
      // Sixty products, and roots.
      assertThat(link.norm()).isCloseTo(norm, within(1e-14 * norm));
      assertThat(link.cosine().orElseThrow())
          .isCloseTo(dot(part, whole) / norm / Math.sqrt(dot(whole, whole)), within(1e-14));
      assertThat(link.share().orElseThrow())
          .isCloseTo(dot(part, whole) / dot(whole, whole), within(1e-14));
    }
    Attribution.Link nothing = attribution.link(Cause.UPDATE_RULE).orElseThrow();
    assertThat(nothing.norm()).isZero();
    assertThat(nothing.cosine()).isEmpty();
    assertThat(nothing.share()).hasValue(0);
    assertThat(nothing.estimate().coefficient(0).value()).isZero();
    assertThat(attribution.link(Cause.STEP_SIZE)).isEmpty();
  }

  @Test
  void observe_withAndWithoutCauses_allOtherNumbersTheSame() {
    Monitor with = monitor(new ForgettingEstimator(4)).build();
    Monitor without = monitor(new ForgettingEstimator(4)).build();
    RandomGenerator random = new Random(6);
    for (int k = 0; k < 30; k++) {
      Chain chain = Chain.random(random);
      with.observe(chain.observation(k, true));
      without.observe(chain.observation(k, false));
      Latest one = with.snapshot().latest().orElseThrow();
      Latest other = without.snapshot().latest().orElseThrow();
      assertThat(other.attribution()).isEmpty();
      assertThat(one.attribution()).isPresent();
      assertThat(one.estimate()).isEqualTo(other.estimate());
      assertThat(one.drifts()).isEqualTo(other.drifts());
      assertThat(one.verdicts()).isEqualTo(other.verdicts());
      assertThat(one.unexplainedShare()).isEqualTo(other.unexplainedShare());
    }
  }

  @Test
  void unexplainedShare_vectorsAtHand_isThatOfTheResidualAtThePublishedEstimate() {
    Monitor monitor = monitor(new CumulativeEstimator()).build();
    RandomGenerator random = new Random(9);
    for (int k = 0; k < 5; k++) {
      RawObservation raw =
          RawObservation.gaussian(random, k, P, new double[] {1, -0.5}, k == 3 ? 5 : 0.3);
      GradientMatch match = raw.toMatch();
      monitor.observe(new Observation(match, Math.sqrt(match.energy()), 1, ReferenceQuality.EXACT));
      Latest latest = monitor.snapshot().latest().orElseThrow();
      double residual = 0;
      for (int i = 0; i < P; i++) {
        double left = raw.deviation()[i];
        for (int j = 0; j < 2; j++) {
          left -= raw.design()[i][j] * latest.estimate().coefficient(j).value();
        }
        residual += left * left;
      }
      // One less a sum of products: rounding of the energy's size.
      assertThat(latest.unexplainedShare().orElseThrow())
          .isCloseTo(residual / match.energy(), within(1e-13));
    }
  }

  @Test
  void unexplainedShare_noDeviation_isUnknownAndOfAPerfectFitZero() {
    Monitor monitor = monitor(new PerObservationEstimator()).build();
    double[][] design = RawObservation.gaussianDesign(new Random(2), P, 2);
    monitor.observe(of(new RawObservation(0, design, new double[P])));
    assertThat(monitor.snapshot().latest().orElseThrow().unexplainedShare()).isEmpty();
    monitor.observe(of(RawObservation.of(1, design, new double[] {1, 2}, 0, new Random(1))));
    assertThat(monitor.snapshot().latest().orElseThrow().unexplainedShare().orElseThrow())
        .isBetween(0.0, 1e-13);
  }

  private static Observation of(RawObservation raw) {
    GradientMatch match = raw.toMatch();
    return new Observation(match, Math.sqrt(match.energy()), 1, ReferenceQuality.EXACT);
  }

  private static Verdict verdict(Provenance provenance, ReferenceQuality quality) {
    Monitor monitor = monitor(new CumulativeEstimator()).provenance(provenance).build();
    RandomGenerator random = new Random(4);
    double[][] design = RawObservation.gaussianDesign(random, P, 2);
    for (int k = 0; k < 30; k++) {
      GradientMatch match =
          RawObservation.of(k, design, new double[] {1, 1}, 0.1, random).toMatch();
      monitor.observe(new Observation(match, Math.sqrt(match.energy()), 1, quality));
    }
    assertThat(monitor.snapshot().provenance()).isEqualTo(provenance);
    var candidate = monitor.snapshot().latest().orElseThrow().verdicts().orElseThrow().candidate(0);
    if (candidate.verdict() == Verdict.WEAK) {
      assertThat(candidate.reason())
          .isIn(LimitingReason.REFERENCE_ERROR, LimitingReason.REFERENCE_INVALID);
    }
    return candidate.verdict();
  }

  private static ReferenceQuality quality(double numerical, double sampling, boolean valid) {
    return new ReferenceQuality(
        OptionalDouble.empty(),
        OptionalDouble.of(numerical),
        OptionalDouble.of(sampling),
        valid,
        1,
        100);
  }

  /** Each column explains an energy of about 60. */
  @Test
  void observe_referenceErrors_capTheVerdictTogetherUnlessTheyAreDrawnAnew() {
    Provenance fixed = new Provenance("100 examples in 10 chunks", false);
    Provenance redrawn = new Provenance("random subset of 100 of 1000, seed 7", true);
    assertThat(verdict(fixed, quality(1, 1, true))).isEqualTo(Verdict.SUPPORTED);
    assertThat(verdict(fixed, quality(7, 0, true))).isEqualTo(Verdict.SUPPORTED);
    assertThat(verdict(fixed, quality(0, 7, true))).isEqualTo(Verdict.SUPPORTED);
    assertThat(verdict(fixed, quality(7, 7, true))).isEqualTo(Verdict.WEAK);
    assertThat(verdict(fixed, quality(0, 10, true))).isEqualTo(Verdict.WEAK);
    assertThat(verdict(redrawn, quality(0, 10, true))).isEqualTo(Verdict.SUPPORTED);
    assertThat(verdict(redrawn, quality(10, 0, true))).isEqualTo(Verdict.WEAK);
    assertThat(verdict(fixed, quality(0, 0, false))).isEqualTo(Verdict.WEAK);
    assertThat(verdict(fixed, quality(Double.NaN, 0, true))).isEqualTo(Verdict.WEAK);
  }

  @Test
  void referenceAge_ofProgress_isIterationsSinceTheSample() {
    Monitor monitor = monitor(new CumulativeEstimator()).build();
    assertThat(monitor.snapshot().referenceAge()).isEmpty();
    monitor.iterationDone(7, 0, 1, 1);
    monitor.observe(Chain.random(new Random(1)).observation(7, false));
    assertThat(monitor.snapshot().referenceAge()).hasValue(0);
    monitor.iterationDone(12, 0, 1, 1);
    assertThat(monitor.snapshot().referenceAge()).hasValue(5);
  }
}
