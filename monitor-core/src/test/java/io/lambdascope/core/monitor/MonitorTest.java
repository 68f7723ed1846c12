package io.lambdascope.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.drift.DriftDirection;
import io.lambdascope.core.drift.DriftOptions;
import io.lambdascope.core.drift.DriftPhase;
import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.FitDuration;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.EnergyBasis;
import io.lambdascope.core.verdict.Evidence;
import io.lambdascope.core.verdict.Verdict;
import io.lambdascope.core.verdict.VerdictBounds;
import io.lambdascope.core.verdict.Verdicts;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MonitorTest {

  private static final ReferenceQuality QUALITY =
      new ReferenceQuality(
          OptionalDouble.of(0.25), OptionalDouble.of(0.5), OptionalDouble.empty(), true, 6, 300);

  private static final Identity IDENTITY = new Identity("run", "model", "without_dropout");
  private static final List<Term> ONE_TERM = List.of(Term.of("l2"));
  private static final List<Term> TWO_TERMS = List.of(Term.of("l2"), Term.of("l1"));
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** Throws while told to; otherwise the real one. */
  private static final class Faulty implements OnlineEstimator {
    private final OnlineEstimator real;
    private boolean broken;

    Faulty(OnlineEstimator real) {
      this.real = real;
    }

    @Override
    public void update(GradientMatch match) {
      if (broken) {
        throw new ArithmeticException("broken on purpose");
      }
      real.update(match);
    }

    @Override
    public Optional<LambdaEstimate> estimate() {
      return real.estimate();
    }

    @Override
    public void reset() {
      real.reset();
    }

    @Override
    public OnlineEstimator copy() {
      return new Faulty(real.copy());
    }
  }

  private static MonitorBuilder builder() {
    return Monitor.builder(IDENTITY, ONE_TERM, new CumulativeEstimator());
  }

  /** b = Φ · 0.5 exactly, with ‖Φ‖² = 4, ‖b‖ = 1 and 10 equations. */
  private static Observation observation(long iteration) {
    return observation(new GradientMatch(iteration, 10, new double[] {4}, new double[] {2}, 1));
  }

  private static Observation observation(GradientMatch match) {
    return new Observation(match, Math.sqrt(match.energy()), 3, QUALITY);
  }

  @Test
  void snapshot_beforeAnything_emptyAndEveryReasonAtZero() {
    MonitorSnapshot snapshot = builder().build().snapshot();
    assertThat(snapshot.identity()).isEqualTo(IDENTITY);
    assertThat(snapshot.terms()).isEqualTo(ONE_TERM);
    assertThat(snapshot.status()).isEqualTo(Status.ACTIVE);
    assertThat(snapshot.progress()).isEqualTo(Progress.NONE);
    assertThat(snapshot.samples()).isZero();
    assertThat(snapshot.latest()).isEmpty();
    assertThat(snapshot.estimate()).isEmpty();
    assertThat(snapshot.skips()).containsOnlyKeys(SkipReason.values()).doesNotContainValue(1L);
    assertThat(snapshot.skips().values()).containsOnly(0L);
    assertThat(snapshot.failures()).containsOnlyKeys(FailureReason.values());
    assertThat(snapshot.failures().values()).containsOnly(0L);
    assertThat(snapshot.workload().overheadRatio()).isZero();
  }

  @Test
  void observe_takesTime_isCountedBesideTheObservations() {
    AtomicLong nanos = new AtomicLong();
    // Read before and after each: 1 s, 2 s, 4 s ... from one reading to the next.
    Monitor monitor =
        builder().nanoClock(() -> nanos.updateAndGet(n -> n == 0 ? 1_000_000_000 : 2 * n)).build();
    monitor.observe(observation(7));
    monitor.observe(observation(8));
    monitor.observe(
        observation(new GradientMatch(9, 10, new double[] {4}, new double[] {2}, Double.NaN)));
    assertThat(monitor.snapshot().workload().fits())
        .as("2 − 1 and 8 − 4 seconds, and nothing for what is not finite")
        .isEqualTo(new FitDuration(2, 5));
  }

  @Test
  void configured_otherNumberThanTerms_isRefused() {
    Monitor monitor = builder().build();
    monitor.configured(List.of(OptionalDouble.of(0.5)));
    assertThat(monitor.snapshot().configured()).containsExactly(OptionalDouble.of(0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> monitor.configured(List.of()))
        .withMessageContaining("a place for each term");
  }

  @Test
  void observe_oneObservation_snapshotHasSampleAndEstimate() {
    Monitor monitor = builder().clock(Clock.fixed(NOON, ZoneOffset.UTC)).build();
    monitor.observe(observation(7));
    MonitorSnapshot snapshot = monitor.snapshot();
    MonitorSnapshot.Latest latest = snapshot.latest().orElseThrow();
    assertThat(snapshot.samples()).isEqualTo(1);
    assertThat(latest.sample().iteration()).isEqualTo(7);
    assertThat(latest.sample().at()).isEqualTo(NOON);
    assertThat(latest.sample().deviationNorm()).isEqualTo(1);
    assertThat(latest.sample().referenceNorm()).isEqualTo(3);
    assertThat(latest.sample().quality()).isEqualTo(QUALITY);
    assertThat(latest.estimate().iteration()).isEqualTo(7);
    assertThat(latest.estimate().coefficient(0).value()).isEqualTo(0.5);
    assertThat(snapshot.estimate()).contains(latest.estimate());
  }

  @Test
  void iterationDone_counted_progressAndTrainingTime() {
    Monitor monitor = builder().build();
    monitor.iterationDone(41, 2, 0.75, 3_000_000_000L);
    monitor.iterationDone(42, 3, 0.5, 1_000_000_000L);
    monitor.addMonitorNanos(1_000_000_000L);
    MonitorSnapshot snapshot = monitor.snapshot();
    assertThat(snapshot.progress()).isEqualTo(new Progress(2, 42, 3, 0.5));
    assertThat(snapshot.workload().trainingSeconds()).isCloseTo(4, within(1e-12));
    assertThat(snapshot.workload().monitorSeconds()).isCloseTo(1, within(1e-12));
    assertThat(snapshot.workload().overheadRatio()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void snapshot_queueAndStrideSet_reported() {
    AtomicInteger depth = new AtomicInteger(3);
    Monitor monitor = builder().stride(10).queue(8, depth::get).build();
    assertThat(monitor.snapshot().workload().queueDepth()).isEqualTo(3);
    depth.set(5);
    assertThat(monitor.snapshot().workload().queueDepth()).isEqualTo(5);
    assertThat(monitor.snapshot().workload().queueCapacity()).isEqualTo(8);
    assertThat(monitor.snapshot().workload().stride()).isEqualTo(10);
  }

  @Test
  void skip_eachReason_countedAlone() {
    for (SkipReason reason : SkipReason.values()) {
      Monitor monitor = builder().build();
      monitor.skip(reason);
      monitor.skip(reason);
      assertThat(monitor.snapshot().skips()).containsEntry(reason, 2L);
      assertThat(monitor.snapshot().skips().values().stream().mapToLong(n -> n).sum()).isEqualTo(2);
      assertThat(monitor.isActive()).isTrue();
    }
  }

  @Test
  void fail_eachReason_countedAlone() {
    for (FailureReason reason : FailureReason.values()) {
      Monitor monitor = builder().build();
      monitor.fail(reason, new IllegalStateException("on purpose"));
      assertThat(monitor.snapshot().failures()).containsEntry(reason, 1L);
      assertThat(monitor.snapshot().failures().values().stream().mapToLong(n -> n).sum())
          .isEqualTo(1);
    }
  }

  @Test
  void observe_notFinite_skippedNotFailed() {
    Monitor monitor = builder().build();
    monitor.observe(observation(0));
    MonitorSnapshot before = monitor.snapshot();
    monitor.observe(
        observation(new GradientMatch(1, 10, new double[] {4}, new double[] {Double.NaN}, 1)));
    MonitorSnapshot after = monitor.snapshot();
    assertThat(after.skips()).containsEntry(SkipReason.NOT_FINITE, 1L);
    assertThat(after.failures().values()).containsOnly(0L);
    assertThat(after.samples()).isEqualTo(1);
    assertThat(after.latest()).isEqualTo(before.latest());
  }

  @Test
  void observe_estimatorThrows_countedNotThrownLastEstimateStays() {
    Faulty estimator = new Faulty(new CumulativeEstimator());
    Monitor monitor = Monitor.builder(IDENTITY, ONE_TERM, estimator).build();
    monitor.observe(observation(0));
    MonitorSnapshot before = monitor.snapshot();
    estimator.broken = true;
    monitor.observe(observation(1));
    assertThat(monitor.snapshot().failures()).containsEntry(FailureReason.ESTIMATE, 1L);
    assertThat(monitor.snapshot().latest()).isEqualTo(before.latest());
    assertThat(monitor.snapshot().samples()).isEqualTo(1);
    estimator.broken = false;
    monitor.observe(observation(2));
    assertThat(monitor.snapshot().samples()).isEqualTo(2);
  }

  @Test
  void observe_otherNumberOfColumnsThanTerms_countedAndNotPublished() {
    // A snapshot's coefficients are in the order of its terms; readers index one by the other.
    Monitor monitor = builder().build();
    monitor.observe(
        observation(new GradientMatch(0, 10, new double[] {4, 0, 0, 4}, new double[] {2, 2}, 2)));
    assertThat(monitor.snapshot().latest()).isEmpty();
    assertThat(monitor.snapshot().failures()).containsEntry(FailureReason.ESTIMATE, 1L);
    monitor.observe(observation(1));
    assertThat(monitor.snapshot().estimate().orElseThrow().coefficients()).hasSize(1);
  }

  @Test
  void observe_iterationGoesBack_countedNotThrown() {
    Monitor monitor = builder().build();
    monitor.observe(observation(5));
    monitor.observe(observation(4));
    assertThat(monitor.snapshot().failures()).containsEntry(FailureReason.ESTIMATE, 1L);
    assertThat(monitor.snapshot().samples()).isEqualTo(1);
  }

  @Test
  void observe_subscribers_eachGetsTheNewSnapshot() {
    List<MonitorSnapshot> first = new ArrayList<>();
    List<MonitorSnapshot> second = new ArrayList<>();
    Monitor monitor = builder().subscriber(first::add).subscriber(second::add).build();
    monitor.observe(observation(0));
    monitor.observe(observation(1));
    assertThat(first).extracting(MonitorSnapshot::samples).containsExactly(1L, 2L);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void observe_subscriberThrows_countedOthersStillCalledObservationKept() {
    List<MonitorSnapshot> received = new ArrayList<>();
    Monitor monitor =
        builder()
            .subscriber(
                snapshot -> {
                  throw new IllegalStateException("on purpose");
                })
            .subscriber(received::add)
            .build();
    monitor.observe(observation(0));
    assertThat(received).hasSize(1);
    assertThat(monitor.snapshot().failures()).containsEntry(FailureReason.SUBSCRIBER, 1L);
    assertThat(monitor.snapshot().samples()).isEqualTo(1);
  }

  @Test
  void fail_asOftenInARowAsAllowed_detached() {
    Faulty estimator = new Faulty(new CumulativeEstimator());
    estimator.broken = true;
    Monitor monitor = Monitor.builder(IDENTITY, ONE_TERM, estimator).failuresToDetach(3).build();
    monitor.observe(observation(0));
    monitor.observe(observation(1));
    assertThat(monitor.isActive()).isTrue();
    monitor.observe(observation(2));
    assertThat(monitor.isActive()).isFalse();
    assertThat(monitor.snapshot().status()).isEqualTo(Status.DETACHED);
    assertThat(monitor.snapshot().failures()).containsEntry(FailureReason.ESTIMATE, 3L);
  }

  @Test
  void fail_differentStagesInARow_addUp() {
    Monitor monitor = builder().failuresToDetach(2).build();
    monitor.fail(FailureReason.CAPTURE, new IllegalStateException("on purpose"));
    monitor.fail(FailureReason.REFERENCE, new IllegalStateException("on purpose"));
    assertThat(monitor.isActive()).isFalse();
  }

  @Test
  void fail_successBetween_staysAttached() {
    Faulty estimator = new Faulty(new CumulativeEstimator());
    Monitor monitor = Monitor.builder(IDENTITY, ONE_TERM, estimator).failuresToDetach(3).build();
    for (int k = 0; k < 30; k++) {
      estimator.broken = k % 3 != 2; // two failures, one success
      monitor.observe(observation(k));
    }
    assertThat(monitor.isActive()).isTrue();
    assertThat(monitor.snapshot().failures()).containsEntry(FailureReason.ESTIMATE, 20L);
    assertThat(monitor.snapshot().samples()).isEqualTo(10);
  }

  @Test
  void fail_defaultBuilder_detachesAtTheDocumentedCount() {
    Monitor monitor = builder().build();
    for (int k = 1; k < Monitor.DEFAULT_FAILURES_TO_DETACH; k++) {
      monitor.fail(FailureReason.CAPTURE, new IllegalStateException("on purpose"));
    }
    assertThat(monitor.isActive()).isTrue();
    monitor.fail(FailureReason.CAPTURE, new IllegalStateException("on purpose"));
    assertThat(monitor.snapshot().status()).isEqualTo(Status.DETACHED);
  }

  @Test
  void close_afterObservation_closedAndLastEstimateReadable() {
    Monitor monitor = builder().failuresToDetach(1).build();
    monitor.observe(observation(0));
    monitor.close();
    assertThat(monitor.isActive()).isFalse();
    assertThat(monitor.snapshot().status()).isEqualTo(Status.CLOSED);
    assertThat(monitor.snapshot().estimate()).isPresent();
    // A late failure of the worker does not turn "closed" into "gave up".
    monitor.fail(FailureReason.REFERENCE, new IllegalStateException("on purpose"));
    assertThat(monitor.snapshot().status()).isEqualTo(Status.CLOSED);
  }

  @Test
  void snapshot_takenEarlier_doesNotChange() {
    Monitor monitor = builder().build();
    monitor.observe(observation(0));
    MonitorSnapshot early = monitor.snapshot();
    monitor.observe(observation(1));
    monitor.skip(SkipReason.QUEUE_FULL);
    monitor.fail(FailureReason.CAPTURE, new IllegalStateException("on purpose"));
    monitor.close();
    assertThat(early.samples()).isEqualTo(1);
    assertThat(early.status()).isEqualTo(Status.ACTIVE);
    assertThat(early.latest().orElseThrow().sample().iteration()).isZero();
    assertThat(early.skips().values()).containsOnly(0L);
    assertThat(early.failures().values()).containsOnly(0L);
  }

  @Test
  void build_noTerm_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Monitor.builder(IDENTITY, List.of(), new CumulativeEstimator()).build())
        .withMessageContaining("at least one term");
  }

  @Test
  void build_sameTermTwice_refusedSameNameOnOtherGroupAllowed() {
    List<Term> twice = List.of(Term.of("l2"), Term.of("l1"), Term.of("l2"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Monitor.builder(IDENTITY, twice, new CumulativeEstimator()).build())
        .withMessageContaining("l2");
    List<Term> groups = List.of(new Term("l2", "W"), new Term("l2", "b"));
    assertThat(Monitor.builder(IDENTITY, groups, new CumulativeEstimator()).build().isActive())
        .isTrue();
  }

  @Test
  void build_noFailureAllowed_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().failuresToDetach(0).build())
        .withMessageContaining("0");
  }

  @Test
  void identity_blankName_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Identity(" ", "model", "reference"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Identity("run", "", "reference"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Identity("run", "model", "\t"));
  }

  /**
   * The k-th observation, k from 0, comes from iteration 3k with energy k². Any snapshot whose
   * numbers come from different moments breaks one of the equalities.
   */
  @Test
  void snapshot_readWhileWriting_numbersBelongTogether() throws InterruptedException {
    int count = 20_000;
    Monitor monitor = builder().build();
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    AtomicInteger read = new AtomicInteger();
    Thread reader =
        new Thread(
            () -> {
              long last = 0;
              boolean more = true;
              try {
                while (more) {
                  more = !done.get(); // read before the snapshot: the last one is seen in full
                  MonitorSnapshot snapshot = monitor.snapshot();
                  checkCoherent(snapshot, last);
                  last = snapshot.samples();
                  read.incrementAndGet();
                }
                assertThat(last).isEqualTo(count);
              } catch (Throwable e) {
                broken.set(e);
              }
            });
    reader.start();
    try {
      for (int k = 0; k < count; k++) {
        monitor.observe(
            observation(
                new GradientMatch(3L * k, 10, new double[] {4}, new double[] {2}, (double) k * k)));
      }
    } finally {
      done.set(true);
      reader.join();
    }
    assertThat(broken.get()).isNull();
    assertThat(read.get()).isPositive();
  }

  private static void checkCoherent(MonitorSnapshot snapshot, long samplesBefore) {
    assertThat(snapshot.samples()).isGreaterThanOrEqualTo(samplesBefore);
    assertThat(snapshot.latest().isPresent()).isEqualTo(snapshot.samples() > 0);
    if (snapshot.samples() > 0) {
      MonitorSnapshot.Latest latest = snapshot.latest().orElseThrow();
      long k = snapshot.samples() - 1;
      assertThat(latest.sample().iteration()).isEqualTo(3 * k);
      assertThat(latest.sample().deviationNorm()).isEqualTo((double) k);
      assertThat(latest.estimate().iteration()).isEqualTo(3 * k);
      assertThat(latest.estimate().fit().observations()).isEqualTo(k + 1);
    }
  }

  /** λ = 0.5 until iteration 60, then 2.5: twenty standard errors of one observation. */
  @Test
  void observe_coefficientSteps_driftDeclaredWithItsOnset() {
    Monitor monitor = Monitor.builder(IDENTITY, TWO_TERMS, new ForgettingEstimator(20)).build();
    for (RawObservation raw : steppingRun()) {
      monitor.observe(observation(raw.toMatch()));
      MonitorSnapshot.Latest latest = monitor.snapshot().latest().orElseThrow();
      assertThat(latest.drifts()).hasSize(2);
      if (raw.iteration() < 60) {
        assertThat(latest.drifts())
            .extracting(DriftStatus::phase)
            .containsOnly(raw.iteration() < 9 ? DriftPhase.WARMING_UP : DriftPhase.STABLE);
      }
    }
    List<DriftStatus> drifts = monitor.snapshot().latest().orElseThrow().drifts();
    assertThat(drifts.get(0).phase()).isEqualTo(DriftPhase.DRIFTING);
    assertThat(drifts.get(0).latest().orElseThrow().onset()).isEqualTo(60);
    assertThat(drifts.get(0).latest().orElseThrow().direction()).isEqualTo(DriftDirection.UP);
    assertThat(drifts.get(1).phase()).isEqualTo(DriftPhase.STABLE);
    assertThat(drifts.get(1).drifts()).isZero();
  }

  @Test
  void observe_oneCandidateExplainsAll_verdictsSaySo() {
    Monitor monitor = Monitor.builder(IDENTITY, TWO_TERMS, new CumulativeEstimator()).build();
    Random random = new Random(7);
    for (int k = 0; k < 40; k++) {
      RawObservation raw = RawObservation.gaussian(random, k, 50, new double[] {3, 0}, 0.1);
      monitor.observe(observation(raw.toMatch()));
    }
    Verdicts verdicts = monitor.snapshot().latest().orElseThrow().verdicts().orElseThrow();
    assertThat(verdicts.iteration()).isEqualTo(39);
    assertThat(verdicts.basis()).isEqualTo(EnergyBasis.TOTAL);
    assertThat(verdicts.candidate(0).verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(verdicts.candidate(1).verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(monitor.snapshot().failures().values()).containsOnly(0L);
  }

  /** Verdicts must stand on the observations that the estimate stands on. */
  @Test
  void observe_forgettingEstimator_verdictsForgetAlike() {
    Monitor forgetting = Monitor.builder(IDENTITY, TWO_TERMS, new ForgettingEstimator(5)).build();
    Monitor keeping =
        Monitor.builder(IDENTITY, TWO_TERMS, new ForgettingEstimator(5))
            .evidence(Evidence.cumulative(VerdictBounds.DEFAULT))
            .build();
    Random random = new Random(8);
    for (int k = 0; k < 60; k++) {
      double[] lambda = k < 30 ? new double[] {3, 0} : new double[] {0, 3};
      RawObservation raw = RawObservation.gaussian(random, k, 50, lambda, 0.1);
      forgetting.observe(observation(raw.toMatch()));
      keeping.observe(observation(raw.toMatch()));
    }
    assertThat(share(forgetting, 1)).isGreaterThan(0.95);
    assertThat(share(keeping, 1)).isLessThan(0.6);
  }

  private static double share(Monitor monitor, int candidate) {
    Verdicts verdicts = monitor.snapshot().latest().orElseThrow().verdicts().orElseThrow();
    return verdicts.candidate(candidate).share().known().orElseThrow().value();
  }

  @Test
  void observe_zeroColumn_stillObserved() {
    Monitor monitor = Monitor.builder(IDENTITY, TWO_TERMS, new ForgettingEstimator(20)).build();
    for (RawObservation raw : steppingRun()) {
      monitor.observe(observation(raw.scaleColumn(1, 0).toMatch()));
    }
    MonitorSnapshot snapshot = monitor.snapshot();
    assertThat(snapshot.samples()).isEqualTo(70);
    assertThat(snapshot.failures().values()).containsOnly(0L);
    assertThat(snapshot.latest().orElseThrow().drifts().get(1).phase())
        .isEqualTo(DriftPhase.WARMING_UP);
  }

  @Test
  void drift_options_used() {
    // A threshold that no step of twenty standard errors reaches in ten observations.
    DriftOptions deaf = DriftOptions.builder().cusum(0.5, 1000).contrastBound(1000).build();
    Monitor monitor =
        Monitor.builder(IDENTITY, TWO_TERMS, new ForgettingEstimator(20)).drift(deaf).build();
    steppingRun().forEach(raw -> monitor.observe(observation(raw.toMatch())));
    assertThat(monitor.snapshot().latest().orElseThrow().drifts())
        .extracting(DriftStatus::phase)
        .containsOnly(DriftPhase.STABLE);
  }

  private static List<RawObservation> steppingRun() {
    Random random = new Random(6);
    List<RawObservation> run = new ArrayList<>();
    for (int k = 0; k < 70; k++) {
      double[] lambda = {k < 60 ? 0.5 : 2.5, -1};
      run.add(RawObservation.gaussian(random, k, 100, lambda, 1));
    }
    return run;
  }
}
