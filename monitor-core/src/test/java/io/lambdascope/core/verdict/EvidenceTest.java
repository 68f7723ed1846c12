package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import io.lambdascope.core.match.RawReplicates;
import io.lambdascope.core.match.ReplicatedMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  private static Evidence cumulative() {
    return Evidence.cumulative(VerdictBounds.DEFAULT);
  }

  /** {@code n} observations with a nuisance and noise of the given energies, b* = Φλ + nuisance. */
  private static List<RawReplicates> observations(
      RandomGenerator random,
      int n,
      int p,
      double[] lambda,
      double nuisanceEnergy,
      double noiseEnergy,
      int replicates) {
    List<RawReplicates> observations = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      double[] nuisance = new double[p];
      if (nuisanceEnergy > 0) {
        Arrays.setAll(nuisance, i -> random.nextGaussian() * Math.sqrt(nuisanceEnergy / p));
      }
      observations.add(
          RawReplicates.of(
              k,
              RawObservation.gaussianDesign(random, p, lambda.length),
              lambda,
              nuisance,
              Math.sqrt(noiseEnergy / p),
              replicates,
              random));
    }
    return observations;
  }

  private static Verdicts judge(Evidence evidence, List<RawReplicates> observations) {
    observations.forEach(observation -> evidence.add(observation.toMatch()));
    double[] ones = new double[observations.get(0).design()[0].length];
    Arrays.fill(ones, 1);
    return evidence.judge(Estimates.of(ones)).orElseThrow();
  }

  private static Verdicts judge(List<RawReplicates> observations) {
    return judge(cumulative(), observations);
  }

  private static Share.Known known(Share share) {
    return share.known().orElseThrow();
  }

  @Test
  void judge_beforeTheFirstObservation_empty() {
    assertThat(cumulative().judge(Estimates.of(1))).isEmpty();
    assertThat(cumulative().judge(Estimates.of(1), 5)).isEmpty();
  }

  /**
   * The case for replicates: the true coefficient explains all of b*, whose energy is 1/500 of a
   * replicate's noise. With p = 2,000 a product of two replicates has a standard deviation of
   * 500/√2,000 = 11 about 1; over 600 observations E is 600 ± 274 and X 600 ± 17, so that Fieller's
   * lower end is about 600/(600 + 2·274) = 0.5.
   */
  @Test
  void judge_trueCoefficientBehindFiveHundredTimesItsNoise_supportedWithReplicatesOnly() {
    RandomGenerator random = new Random(11);
    double[] lambda = {Math.sqrt(1 / 2000.0)};
    Evidence replicated = cumulative();
    Evidence single = cumulative();
    for (RawReplicates raw : observations(random, 600, 2000, lambda, 0, 500, 2)) {
      replicated.add(raw.toMatch());
      single.add(raw.replicate(0).toMatch());
    }
    Verdicts with = replicated.judge(Estimates.of(lambda[0] + 1)).orElseThrow();
    assertThat(with.basis()).isEqualTo(EnergyBasis.PREDICTABLE);
    assertThat(with.candidate(0).verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(with.candidate(0).reason()).isEqualTo(LimitingReason.NONE);
    assertThat(known(with.share()).lower()).isBetween(0.3, 0.9);
    assertThat(known(with.share()).upper()).isGreaterThanOrEqualTo(known(with.share()).value());
    Verdicts without = single.judge(Estimates.of(lambda[0] + 1)).orElseThrow();
    assertThat(without.basis()).isEqualTo(EnergyBasis.TOTAL);
    assertThat(without.candidate(0).verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(without.candidate(0).reason()).isEqualTo(LimitingReason.SHARE_TOO_SMALL);
    // 1/501 of the energy; X/600 is 1 ± 0.04.
    assertThat(known(without.share()).value()).isCloseTo(1.0 / 501, within(4 * 0.04 / 501));
    assertThat(without.rSquared()).isCloseTo(1.0 / 501, within(4 * 0.04 / 501));
  }

  /** A cosine of 0.045 at p = 20,000 is 6.3 standard deviations of a random one, and 0.2%. */
  @Test
  void judge_nuisanceThatNoCandidateExplains_notSupportedThoughSignificant() {
    int p = 20_000;
    double[] lambda = {Math.sqrt(0.002 / p)};
    Verdicts verdicts = judge(observations(new Random(12), 20, p, lambda, 0.998, 0, 2));
    CandidateVerdict candidate = verdicts.candidate(0);
    assertThat(candidate.pValue()).isLessThan(1e-6);
    assertThat(candidate.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(candidate.reason()).isEqualTo(LimitingReason.SHARE_TOO_SMALL);
    // The cosine of an observation is 0.045 ± 1/√p = 0.007; of twenty, ± 0.0016.
    assertThat(candidate.cosine()).isCloseTo(Math.sqrt(0.002), within(4 * 0.0016));
  }

  /** For r = 1 everything is one line each; weights 1, 1/2, 1/4 by iterations 0, 10, 20. */
  @Test
  void judge_oneCandidateForgetting_isTheStatedFormulas() {
    double[] lambda = {0.3};
    List<RawReplicates> raw =
        observations(new Random(13), 3, 40, lambda, 1, 4, 3).stream()
            .map(o -> new RawReplicates(10 * o.iteration(), o.design(), o.deviations()))
            .toList();
    Verdicts verdicts = judge(Evidence.forgetting(10, VerdictBounds.DEFAULT), raw);
    double m = 0;
    double c = 0;
    double noise = 0;
    double predictable = 0;
    double total = 0;
    for (int k = 0; k < 3; k++) {
      double w = Math.pow(0.5, 2 - k);
      GradientMatch mean = raw.get(k).mean().toMatch();
      m += w * mean.gram(0, 0);
      c += w * mean.cross(0);
      total += w * mean.energy();
      for (int i = 0; i < 3; i++) {
        double off = raw.get(k).replicate(i).toMatch().cross(0) - mean.cross(0);
        noise += w * w * off * off / 6;
        for (int j = 0; j < 3; j++) {
          predictable += i == j ? 0 : w * raw.get(k).toMatch().product(i, j) / 6;
        }
      }
    }
    double explained = (c * c - noise) / m;
    // Sums of 120 terms of order 1: relative rounding below 1e-13.
    assertThat(verdicts.iteration()).isEqualTo(20);
    assertThat(verdicts.observations()).isEqualTo(3);
    assertThat(known(verdicts.share()).value()).isCloseTo(explained / predictable, within(1e-12));
    assertThat(known(verdicts.candidate(0).share()).value())
        .isEqualTo(known(verdicts.share()).value());
    assertThat(verdicts.rSquared()).isCloseTo(c * c / m / total, within(1e-12));
    assertThat(verdicts.candidate(0).cosine())
        .isCloseTo(c / Math.sqrt(m * predictable), within(1e-12));
    double effective = 1.75 * 1.75 / (1 + 0.25 + 0.0625);
    double residual = (predictable - explained) + ((total - predictable) / effective - noise / m);
    assertThat(verdicts.candidate(0).pValue())
        .isCloseTo(RandomDirections.exceedance(c * c / m, residual, 40, 1), within(1e-10));
  }

  /** Without replicates: N from the spread of the scores between observations. */
  @Test
  void judge_oneCandidateWithoutReplicates_isTheStatedFormulas() {
    List<RawReplicates> raw = observations(new Random(14), 4, 30, new double[] {0.2}, 0, 30, 1);
    Verdicts verdicts = judge(raw);
    List<GradientMatch> matches = raw.stream().map(o -> o.mean().toMatch()).toList();
    double m = matches.stream().mapToDouble(x -> x.gram(0, 0)).sum();
    double c = matches.stream().mapToDouble(x -> x.cross(0)).sum();
    double total = matches.stream().mapToDouble(GradientMatch::energy).sum();
    double[] scores =
        matches.stream().mapToDouble(x -> x.cross(0) - x.gram(0, 0) * c / m).toArray();
    double noise = 0;
    for (int k = 1; k < 4; k++) {
      noise += 0.5 * (scores[k] - scores[k - 1]) * (scores[k] - scores[k - 1]) * 4 / 3;
    }
    assertThat(verdicts.basis()).isEqualTo(EnergyBasis.TOTAL);
    assertThat(known(verdicts.share()).value())
        .isCloseTo((c * c - noise) / m / total, within(1e-12));
    assertThat(verdicts.candidate(0).pValue())
        .isCloseTo(RandomDirections.exceedance(c * c / m, total - c * c / m, 30, 1), within(1e-10));
  }

  /**
   * One observation alone: 1 − (1 − R²)·p/(p − r)… without the mean, share = R² − (1 − R²)r/(p −
   * r).
   */
  @Test
  void judge_oneObservationWithoutReplicates_isAdjustedRSquaredAndNothingIsCertain() {
    List<RawReplicates> raw = observations(new Random(15), 1, 30, new double[] {0.9, 0}, 0, 30, 1);
    Verdicts verdicts = judge(raw);
    double rSquared = verdicts.rSquared();
    assertThat(known(verdicts.share()).value())
        .isCloseTo(rSquared - (1 - rSquared) * 2 / 28, within(1e-12));
    assertThat(known(verdicts.share()).standardError()).isInfinite();
    assertThat(known(verdicts.share()).lower()).isZero();
    assertThat(known(verdicts.share()).upper()).isEqualTo(1);
    assertThat(verdicts.candidate(0).reason()).isEqualTo(LimitingReason.SHARE_UNCERTAIN);
    assertThat(verdicts.candidate(0).verdict()).isEqualTo(Verdict.WEAK);
  }

  /**
   * Two observations would not do: with one degree of freedom the size of E itself is open. Each
   * observation's contributions to X and to E are equal, so that the share has no error; a variance
   * of 1e-16 of its terms, from rounding, is a standard error of 1e-8.
   */
  @Test
  void judge_exactRelationFiveTimes_supportedWithShareOneWithoutError() {
    for (int replicates : new int[] {1, 2}) {
      double[] lambda = {0.3, -0.3};
      Verdicts verdicts = judge(observations(new Random(16), 5, 50, lambda, 0, 0, replicates));
      assertThat(known(verdicts.share()).value()).isCloseTo(1, within(1e-12));
      assertThat(known(verdicts.share()).standardError()).isLessThan(1e-7);
      assertThat(known(verdicts.share()).lower()).isCloseTo(1, within(1e-6));
      for (int j = 0; j < 2; j++) {
        CandidateVerdict candidate = verdicts.candidate(j);
        // Nearly orthogonal columns of like size: cosines of ± 1/√250 between them, four of these.
        assertThat(candidate.cosine()).isCloseTo((j == 0 ? 1 : -1) * Math.sqrt(0.5), within(0.25));
        assertThat(candidate.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(candidate.pValue()).isLessThan(1e-100);
      }
    }
  }

  /**
   * Share 0.3 with a null candidate beside, noise energy 5 a replicate, n = 15, p = 200, 2,000
   * runs. The unexplained 0.7 aligns with each column by chance, by 0.7/(np) of it on average. A
   * ratio's bias is at most Var(E)/E², here (5/√200)²/15 = 0.8%; the bounds are 1% and four
   * standard errors of the mean. The 95% intervals are of skewed estimates with 10 degrees of
   * freedom: 93 to 98.5% for the true candidate may be asked, and its standard error within a
   * tenth.
   */
  @Test
  void share_trueAndNullCandidate_unbiasedAndCovered() {
    Random random = new Random(17);
    int runs = 1000;
    int p = 200;
    double[] lambda = {Math.sqrt(0.3 / p), 0};
    double chance = 0.7 / (15 * p);
    double[] truth = {0.3 + chance, chance};
    double[] mean = new double[2];
    double[] square = new double[2];
    int[] covered = new int[2];
    double[] standardError = new double[2];
    for (int run = 0; run < runs; run++) {
      Verdicts verdicts = judge(observations(random, 15, p, lambda, 0.7, 5, 2));
      double sum = 0;
      for (int j = 0; j < 2; j++) {
        Share.Known share = known(verdicts.candidate(j).share());
        mean[j] += share.value() / runs;
        square[j] += share.value() * share.value() / runs;
        covered[j] += share.lower() <= truth[j] && truth[j] <= share.upper() ? 1 : 0;
        standardError[j] += share.standardError() / runs;
        sum += share.value();
      }
      assertThat(sum).isCloseTo(known(verdicts.share()).value(), within(1e-12));
    }
    for (int j = 0; j < 2; j++) {
      double sd = Math.sqrt(square[j] - mean[j] * mean[j]);
      assertThat(mean[j]).isCloseTo(truth[j], within(0.01 * truth[j] + 4 * sd / Math.sqrt(runs)));
      assertThat(covered[j] / (double) runs).isBetween(0.93, j == 0 ? 0.985 : 1);
      if (j == 0) {
        assertThat(standardError[0] / sd).isBetween(0.9, 1.1);
      }
    }
  }

  private static void assertSame(
      Verdicts actual, Verdicts expected, double tolerance, int... from) {
    assertThat(actual.rSquared()).isCloseTo(expected.rSquared(), within(tolerance));
    assertSame(actual.share(), expected.share(), tolerance);
    for (int j = 0; j < from.length; j++) {
      CandidateVerdict a = actual.candidate(j);
      CandidateVerdict e = expected.candidate(from[j]);
      assertSame(a.share(), e.share(), tolerance);
      assertThat(a.verdict()).isEqualTo(e.verdict());
      assertThat(a.reason()).isEqualTo(e.reason());
      assertThat(a.cosine()).isCloseTo(e.cosine(), within(tolerance));
      assertThat(a.pValue()).isCloseTo(e.pValue(), within(tolerance));
    }
  }

  private static void assertSame(Share actual, Share expected, double tolerance) {
    Share.Known a = known(actual);
    Share.Known e = known(expected);
    assertThat(a.value()).isCloseTo(e.value(), within(tolerance));
    assertThat(a.standardError()).isCloseTo(e.standardError(), within(tolerance));
    assertThat(a.lower()).isCloseTo(e.lower(), within(tolerance));
    assertThat(a.upper()).isCloseTo(e.upper(), within(tolerance));
  }

  private static List<RawReplicates> mixed(int replicates) {
    return observations(new Random(18), 6, 60, new double[] {0.2, -0.1, 0.05}, 0.5, 1, replicates);
  }

  private static List<RawReplicates> each(
      List<RawReplicates> raw, UnaryOperator<RawReplicates> change) {
    return raw.stream().map(change).toList();
  }

  /** Variances are differences of terms up to 100 times larger: rounding 1e-12 of them. */
  @Test
  void judge_rescaledDeviationColumnOrPermuted_sameVerdicts() {
    for (int replicates : new int[] {1, 2, 3}) {
      List<RawReplicates> raw = mixed(replicates);
      Verdicts expected = judge(raw);
      for (double factor : new double[] {1e-140, 1e-3, 7, 1e140}) {
        assertSame(judge(each(raw, o -> o.scaleDeviation(factor))), expected, 1e-9, 0, 1, 2);
        assertSame(judge(each(raw, o -> o.scaleColumn(1, factor))), expected, 1e-9, 0, 1, 2);
      }
      assertSame(judge(each(raw, o -> o.selectColumns(2, 0, 1))), expected, 1e-9, 2, 0, 1);
      Verdicts flipped = judge(each(raw, o -> o.scaleColumn(1, -1)));
      assertThat(flipped.candidate(1).cosine())
          .isCloseTo(-expected.candidate(1).cosine(), within(1e-12));
    }
  }

  /** Everything grows by 1e40 from one observation to the next, so the units change twice. */
  @Test
  void judge_sizesThatGrow_theLargestDecide() {
    List<RawReplicates> raw = mixed(2);
    Evidence growing = cumulative();
    growing.add(shrunk(raw.get(0), 1e-80).toMatch());
    growing.add(shrunk(raw.get(1), 1e-40).scaleColumn(1, 1e-20).toMatch());
    Evidence last = cumulative();
    for (RawReplicates o : raw.subList(2, 6)) {
      growing.add(o.toMatch());
      last.add(o.toMatch());
    }
    Verdicts expected = last.judge(Estimates.of(1, 1, 1)).orElseThrow();
    Verdicts actual = growing.judge(Estimates.of(1, 1, 1)).orElseThrow();
    for (int j = 0; j < 3; j++) {
      assertThat(actual.candidate(j).cosine())
          .isCloseTo(expected.candidate(j).cosine(), within(1e-12));
      assertThat(known(actual.candidate(j).share()).value())
          .isCloseTo(known(expected.candidate(j).share()).value(), within(1e-12));
    }
  }

  private static RawReplicates shrunk(RawReplicates raw, double factor) {
    RawReplicates shrunk = raw.scaleDeviation(factor);
    for (int j = 0; j < 3; j++) {
      shrunk = shrunk.scaleColumn(j, factor);
    }
    return shrunk;
  }

  private static void assertDefined(Verdicts verdicts) {
    assertThat(verdicts.rSquared()).isBetween(0.0, 1.0);
    List<Share> shares = new ArrayList<>(List.of(verdicts.share()));
    for (CandidateVerdict candidate : verdicts.candidates()) {
      assertThat(candidate.pValue()).isBetween(0.0, 1.0);
      assertThat(candidate.cosine()).isBetween(-1.0, 1.0);
      shares.add(candidate.share());
    }
    for (Share share : shares) {
      share
          .known()
          .ifPresent(
              s -> {
                assertThat(s.value()).isFinite();
                assertThat(s.standardError()).isNotNaN().isGreaterThanOrEqualTo(0);
                assertThat(s.lower()).isBetween(0.0, s.upper());
                assertThat(s.upper()).isBetween(0.0, 1.0);
              });
    }
  }

  @Test
  void judge_anyDegenerateInput_defined() {
    for (int replicates : new int[] {1, 2, 3}) {
      for (int n : new int[] {1, 2, 6}) {
        List<RawReplicates> raw = mixed(replicates).subList(0, n);
        List<UnaryOperator<RawReplicates>> changes =
            List.of(
                o -> o.scaleDeviation(0),
                o -> o.scaleColumn(0, 0),
                o -> o.scaleColumn(0, 0).scaleColumn(1, 0).scaleColumn(2, 0),
                o -> o.selectColumns(0, 0, 1),
                o -> o.selectColumns(0, 0, 0, 1, 1, 2, 2, 2),
                o -> o.scaleDeviation(o.iteration() % 2 == 0 ? 0 : 1),
                o -> o.scaleColumn(1, o.iteration() == 0 ? 0 : 1),
                o -> o.scaleDeviation(1e-150).scaleColumn(0, 1e-150).scaleColumn(1, 1e150),
                o -> o.scaleDeviation(1e149).scaleColumn(2, 1e-149),
                o -> o.scaleDeviation(Math.pow(10, 50.0 * o.iteration() - 120)),
                o ->
                    new RawReplicates(
                        o.iteration(),
                        Arrays.copyOf(o.design(), 2),
                        Arrays.stream(o.deviations())
                            .map(b -> Arrays.copyOf(b, 2))
                            .toArray(double[][]::new)));
        for (UnaryOperator<RawReplicates> change : changes) {
          assertDefined(judge(each(raw, change)));
          assertDefined(judge(Evidence.forgetting(0.1, VerdictBounds.DEFAULT), each(raw, change)));
        }
      }
    }
  }

  @Test
  void judge_impossibleStatistics_stillDefined() {
    double[] sizes = {0, 1e-300, 1, 1e300};
    Random random = new Random(19);
    for (int run = 0; run < 500; run++) {
      Evidence evidence = cumulative();
      for (int k = 0; k < 3; k++) {
        double[] entries =
            IntStream.range(0, 12)
                .mapToDouble(i -> (random.nextBoolean() ? 1 : -1) * sizes[random.nextInt(4)])
                .toArray();
        evidence.add(
            new ReplicatedMatch(
                k,
                3,
                Arrays.copyOfRange(entries, 0, 4),
                Arrays.copyOfRange(entries, 4, 8),
                Arrays.copyOfRange(entries, 8, 12)));
        assertDefined(evidence.judge(Estimates.of(1, 1)).orElseThrow());
      }
    }
  }

  @Test
  void judge_nothingDeviates_saysSo() {
    Verdicts verdicts = judge(each(mixed(2), o -> o.scaleDeviation(0)));
    assertThat(verdicts.share()).isEqualTo(Share.Unknown.NO_DEVIATION);
    assertThat(verdicts.rSquared()).isEqualTo(1);
    for (CandidateVerdict candidate : verdicts.candidates()) {
      assertThat(candidate.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
      assertThat(candidate.reason()).isEqualTo(LimitingReason.NO_DEVIATION);
      assertThat(candidate.cosine()).isZero();
      assertThat(candidate.pValue()).isEqualTo(1);
    }
  }

  @Test
  void judge_replicatesThatContradictEachOther_noPredictableDeviation() {
    Evidence evidence = cumulative();
    double[] opposite = {4, -3, -3, 4};
    evidence.add(new ReplicatedMatch(0, 9, new double[] {1}, new double[] {1, 0}, opposite));
    Verdicts verdicts = evidence.judge(Estimates.of(1)).orElseThrow();
    assertThat(verdicts.share()).isEqualTo(Share.Unknown.NO_PREDICTABLE_DEVIATION);
    assertThat(verdicts.candidate(0).verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(verdicts.candidate(0).reason()).isEqualTo(LimitingReason.NO_PREDICTABLE_DEVIATION);
    // With the observed deviation of energy (4 − 3 − 3 + 4)/4: 0.5/√0.5.
    assertThat(verdicts.candidate(0).cosine()).isCloseTo(Math.sqrt(0.5), within(1e-15));
  }

  @Test
  void judge_zeroOrRepeatedColumn_pValueOneAndShareByShapley() {
    List<RawReplicates> raw = observations(new Random(20), 5, 40, new double[] {0.5}, 0, 0.1, 2);
    Verdicts alone = judge(raw);
    Verdicts doubled = judge(each(raw, o -> o.selectColumns(0, 0)));
    for (int j = 0; j < 2; j++) {
      assertThat(doubled.candidate(j).pValue()).isEqualTo(1);
      assertThat(known(doubled.candidate(j).share()).value())
          .isCloseTo(known(alone.share()).value() / 2, within(1e-9));
    }
    Verdicts zero = judge(each(raw, o -> o.selectColumns(0, 0).scaleColumn(1, 0)));
    assertThat(zero.candidate(1).pValue()).isEqualTo(1);
    assertThat(zero.candidate(1).cosine()).isZero();
    assertThat(known(zero.candidate(1).share()).value()).isZero();
    assertThat(zero.candidate(0).pValue()).isLessThan(1e-6);
  }

  @Test
  void judge_moreCandidatesThanEquations_noBetterThanRandom() {
    List<RawReplicates> raw = observations(new Random(21), 3, 2, new double[] {1, 1, 1}, 0, 0, 2);
    for (CandidateVerdict candidate : judge(raw).candidates()) {
      assertThat(candidate.pValue()).isEqualTo(1);
    }
  }

  @Test
  void judge_smallerEffectiveDimension_largerPValue() {
    Evidence evidence = cumulative();
    for (RawReplicates o : observations(new Random(22), 2, 50, new double[] {0.05}, 1, 0, 2)) {
      evidence.add(o.toMatch());
    }
    double full = evidence.judge(Estimates.of(1)).orElseThrow().candidate(0).pValue();
    double same = evidence.judge(Estimates.of(1), 50).orElseThrow().candidate(0).pValue();
    double tenth = evidence.judge(Estimates.of(1), 5).orElseThrow().candidate(0).pValue();
    assertThat(full).isEqualTo(same).isLessThan(tenth);
  }

  /** 400 iterations at a half-life of 1: 2⁻⁴⁰⁰ is nothing beside 1. */
  @Test
  void add_longAfterTheLast_asIfItWereTheFirst() {
    List<RawReplicates> raw = mixed(2);
    RawReplicates late = new RawReplicates(400, raw.get(1).design(), raw.get(1).deviations());
    Evidence evidence = Evidence.forgetting(1, VerdictBounds.DEFAULT);
    evidence.add(raw.get(0).toMatch());
    evidence.add(late.toMatch());
    Evidence fresh = cumulative();
    fresh.add(late.toMatch());
    assertThat(evidence.judge(Estimates.of(1, 1, 1))).isEqualTo(fresh.judge(Estimates.of(1, 1, 1)));
  }

  @Test
  void add_refusedObservation_nothingChanged() {
    Evidence evidence = cumulative();
    List<RawReplicates> raw = mixed(2);
    evidence.add(raw.get(2).toMatch());
    Verdicts before = evidence.judge(Estimates.of(1, 1, 1)).orElseThrow();
    double[] bad = {1, Double.NaN};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evidence.add(new GradientMatch(9, 3, new double[4], bad, 1)))
        .withMessageContaining("must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evidence.add(raw.get(1).toMatch()))
        .withMessageContaining("1 after 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evidence.add(raw.get(3).selectColumns(0).toMatch()))
        .withMessageContaining("1 regularizers after some of 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evidence.add(raw.get(3).mean().toMatch()))
        .withMessageContaining("without replicates after some with them");
    assertThat(evidence.judge(Estimates.of(1, 1, 1))).hasValue(before);
    Evidence plain = cumulative();
    plain.add(raw.get(0).mean().toMatch());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.add(raw.get(1).toMatch()))
        .withMessageContaining("with replicates after some without them");
    // The same iteration twice is allowed: two reports of one step.
    evidence.add(raw.get(2).toMatch());
  }

  @Test
  void judge_badArguments_refusedWithTheValues() {
    Evidence evidence = cumulative();
    evidence.add(mixed(2).get(0).toMatch());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evidence.judge(Estimates.of(1, 1)))
        .withMessageContaining("2 coefficients")
        .withMessageContaining("3 regularizers");
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> evidence.judge(Estimates.of(1, 1, 1), bad))
          .withMessageContaining("was " + bad);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Evidence.forgetting(bad, VerdictBounds.DEFAULT))
          .withMessageContaining("was " + bad);
    }
  }

  @Test
  void copyAndReset_originalGoesOn_independent() {
    List<RawReplicates> raw = mixed(2);
    Evidence evidence = Evidence.forgetting(3, VerdictBounds.DEFAULT);
    assertThat(evidence.copy().judge(Estimates.of(1, 1, 1))).isEmpty();
    evidence.add(raw.get(0).toMatch());
    evidence.add(raw.get(1).toMatch());
    Evidence copy = evidence.copy();
    Verdicts before = copy.judge(Estimates.of(1, 1, 1)).orElseThrow();
    evidence.add(raw.get(2).toMatch());
    assertThat(copy.judge(Estimates.of(1, 1, 1))).hasValue(before);
    copy.add(raw.get(2).toMatch());
    assertThat(copy.judge(Estimates.of(1, 1, 1))).isEqualTo(evidence.judge(Estimates.of(1, 1, 1)));
    evidence.reset();
    assertThat(evidence.judge(Estimates.of(1, 1, 1))).isEmpty();
    evidence.add(raw.get(0).mean().toMatch());
    assertThat(evidence.judge(Estimates.of(1, 1, 1)).orElseThrow().observations()).isEqualTo(1);
  }
}
