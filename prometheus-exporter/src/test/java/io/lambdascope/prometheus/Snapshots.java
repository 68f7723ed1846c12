package io.lambdascope.prometheus;

import io.lambdascope.core.drift.Drift;
import io.lambdascope.core.drift.DriftDirection;
import io.lambdascope.core.drift.DriftPhase;
import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CovarianceKind;
import io.lambdascope.core.estimate.Fit;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.snapshot.Attribution;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.FitDuration;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.core.snapshot.Platform;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.snapshot.Workload;
import io.lambdascope.core.verdict.CandidateVerdict;
import io.lambdascope.core.verdict.EnergyBasis;
import io.lambdascope.core.verdict.LimitingReason;
import io.lambdascope.core.verdict.Share;
import io.lambdascope.core.verdict.Verdict;
import io.lambdascope.core.verdict.Verdicts;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Snapshots made by hand, of numbers that are exact in binary. */
public final class Snapshots {

  public static final Identity IDENTITY = new Identity("run-1", "mlp", "without_dropout");

  public static final List<Term> TERMS = List.of(Term.of("l2"), new Term("l1", "layer_0"));

  public static final Platform PLATFORM = new Platform("nd4j-native", "1.0.0-M2.1");

  private Snapshots() {}

  /** Before the first iteration. */
  public static MonitorSnapshot empty() {
    return empty(IDENTITY);
  }

  public static MonitorSnapshot empty(Identity identity) {
    return new MonitorSnapshot(
        identity,
        TERMS,
        Status.ACTIVE,
        Progress.NONE,
        0,
        Optional.empty(),
        zeros(SkipReason.class),
        zeros(FailureReason.class),
        new Workload(0, 0, 0, 8, 4));
  }

  /** In the middle of a run, every number another one. */
  public static MonitorSnapshot running() {
    Map<SkipReason, Long> skips = zeros(SkipReason.class);
    skips.put(SkipReason.QUEUE_FULL, 3L);
    Map<FailureReason, Long> failures = zeros(FailureReason.class);
    failures.put(FailureReason.REFERENCE, 2L);
    return new MonitorSnapshot(
        IDENTITY,
        TERMS,
        Status.DETACHED,
        new Progress(400, 399, 2, 0.75),
        97,
        Optional.of(
            new Latest(
                new Sample(
                    396,
                    Instant.ofEpochSecond(1_700_000_000, 500_000_000),
                    1.5,
                    6.25,
                    new ReferenceQuality(
                        OptionalDouble.of(1.875),
                        OptionalDouble.of(0.25),
                        OptionalDouble.of(0.375),
                        false,
                        6,
                        300)),
                estimate(identified(0.0625, 0.03125, 0, 0.125), identified(-0.5, 0.25, -1, 0.0)),
                drifts(),
                Optional.of(verdicts()),
                OptionalDouble.of(0.1875),
                Optional.of(attribution()))),
        skips,
        failures,
        new Workload(
            3.75,
            60,
            OptionalDouble.of(2.5),
            5,
            8,
            4,
            OptionalDouble.of(0.125),
            new FitDuration(95, 0.6875)),
        new Provenance("300 examples in 5 chunks", false),
        2,
        List.of(OptionalDouble.of(0.015625), OptionalDouble.empty()),
        PLATFORM);
  }

  /** One that lasts, and one that is not known yet. */
  private static List<DriftStatus> drifts() {
    return List.of(
        new DriftStatus(
            DriftPhase.DRIFTING,
            OptionalDouble.of(1.5),
            OptionalDouble.of(-2),
            3,
            Optional.of(new Drift(260, 300, DriftDirection.DOWN, -0.25))),
        new DriftStatus(
            DriftPhase.WARMING_UP,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            0,
            Optional.empty()));
  }

  private static Verdicts verdicts() {
    return new Verdicts(
        396,
        EnergyBasis.TOTAL,
        new Share.Known(0.8125, 0.125, 0.5, 1),
        0.875,
        97,
        List.of(
            new CandidateVerdict(
                Verdict.WEAK,
                LimitingReason.REFERENCE_ERROR,
                new Share.Known(0.6875, 0.0625, 0.5, 0.75),
                0.75,
                0),
            new CandidateVerdict(
                Verdict.NOT_SUPPORTED,
                LimitingReason.NO_PREDICTABLE_DEVIATION,
                Share.Unknown.NO_PREDICTABLE_DEVIATION,
                0.125,
                0.5)));
  }

  /** A chain that starts at the full batch, of a training without dropout. */
  private static Attribution attribution() {
    return new Attribution(
        List.of(
            link(Cause.MINI_BATCH, 1.25, OptionalDouble.of(0.78125), OptionalDouble.of(0.9375)),
            link(Cause.NOISE, 0, OptionalDouble.empty(), OptionalDouble.of(0)),
            link(Cause.UPDATE_RULE, 0.5, OptionalDouble.of(0.15625), OptionalDouble.of(0.0625))));
  }

  private static Attribution.Link link(
      Cause cause, double norm, OptionalDouble cosine, OptionalDouble share) {
    Coefficient coefficient = identified(norm, 1, -1, 3);
    return new Attribution.Link(cause, norm, cosine, share, estimate(coefficient, coefficient));
  }

  /** With the given coefficients, of the terms in their order. */
  public static MonitorSnapshot with(Coefficient... coefficients) {
    MonitorSnapshot running = running();
    return new MonitorSnapshot(
        running.identity(),
        running.terms(),
        running.status(),
        running.progress(),
        running.samples(),
        Optional.of(
            new Latest(
                running.latest().orElseThrow().sample(),
                estimate(coefficients),
                List.of(),
                Optional.empty())),
        running.skips(),
        running.failures(),
        running.workload());
  }

  /** Where every gauge of the estimate and the loss tells {@code n}: λ̂ = n, interval n ± 0.5. */
  public static MonitorSnapshot numbered(long n) {
    Coefficient coefficient = identified((double) n, (double) n, n - 0.5, n + 0.5);
    MonitorSnapshot s = with(coefficient, coefficient);
    return new MonitorSnapshot(
        s.identity(),
        s.terms(),
        s.status(),
        new Progress(n, n - 1, 0, n),
        n,
        s.latest(),
        s.skips(),
        s.failures(),
        s.workload());
  }

  public static Coefficient identified(double value, double error, double lower, double upper) {
    return new Coefficient(value, error, error, lower, upper, 1, Identifiability.IDENTIFIED);
  }

  private static LambdaEstimate estimate(Coefficient... coefficients) {
    return new LambdaEstimate(
        396,
        List.of(coefficients),
        new double[coefficients.length * coefficients.length],
        CovarianceKind.CLUSTER_ROBUST,
        0.95,
        new Fit(0.8125, 0.4375, 2.25, 12.5, 1000, 97, 90, OptionalDouble.of(4)));
  }

  private static <E extends Enum<E>> Map<E, Long> zeros(Class<E> reasons) {
    Map<E, Long> zeros = new EnumMap<>(reasons);
    for (E reason : reasons.getEnumConstants()) {
      zeros.put(reason, 0L);
    }
    return zeros;
  }
}
