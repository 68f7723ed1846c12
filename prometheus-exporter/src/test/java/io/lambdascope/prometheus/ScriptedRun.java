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
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A training whose numbers are functions of its iteration, which the test moves. Nothing speaks
 * against trusting it, until the test says so. Safe for any thread.
 */
public final class ScriptedRun implements SnapshotSource {

  private final Identity identity;
  private final List<Term> terms;
  private Status status = Status.ACTIVE;
  private long iteration = -1;
  private long iterations;
  private long sampled = -1;
  private boolean identified = true;
  private boolean valid = true;
  private double etaCurvature = 0.25;
  private Optional<Drift> drift = Optional.empty();
  private DriftPhase phase = DriftPhase.STABLE;
  private boolean attribution;
  private Map<FailureReason, Long> failures = Map.of();
  private Verdict verdict = Verdict.SUPPORTED;
  private boolean all;
  private boolean setBack;
  private OptionalDouble configured = OptionalDouble.empty();

  /** Of the terms l2, l1 of the first layer, and gradient_norm. */
  public ScriptedRun() {
    this(
        Snapshots.IDENTITY,
        List.of(Term.of("l2"), new Term("l1", "layer_0"), Term.of("gradient_norm")));
  }

  public ScriptedRun(Identity identity, List<Term> terms) {
    this.identity = identity;
    this.terms = List.copyOf(terms);
  }

  /**
   * Trains up to an iteration, which is sampled; an earlier one than before is where training was
   * set back to, of which it skipped a sample.
   */
  public synchronized ScriptedRun to(long iteration) {
    iterations += iteration >= this.iteration ? iteration - this.iteration : 1;
    setBack |= iteration < this.iteration;
    sampled = Math.max(sampled, iteration);
    this.iteration = iteration;
    return this;
  }

  public synchronized ScriptedRun status(Status status) {
    this.status = status;
    return this;
  }

  /** Whether the first term is identified. */
  public synchronized ScriptedRun identified(boolean identified) {
    this.identified = identified;
    return this;
  }

  public synchronized ScriptedRun valid(boolean valid) {
    this.valid = valid;
    return this;
  }

  public synchronized ScriptedRun etaCurvature(double etaCurvature) {
    this.etaCurvature = etaCurvature;
    return this;
  }

  /** Has the first term drift upwards since an iteration. */
  public synchronized ScriptedRun drift(long onset) {
    this.drift = Optional.of(new Drift(onset, iteration, DriftDirection.UP, 0.125));
    this.phase = DriftPhase.DRIFTING;
    return this;
  }

  public synchronized ScriptedRun settled() {
    this.phase = DriftPhase.STABLE;
    return this;
  }

  public synchronized ScriptedRun attribution() {
    this.attribution = true;
    return this;
  }

  public synchronized ScriptedRun failures(Map<FailureReason, Long> failures) {
    this.failures = Map.copyOf(failures);
    return this;
  }

  /** On the first term. */
  public synchronized ScriptedRun verdict(Verdict verdict) {
    this.verdict = verdict;
    return this;
  }

  /** All terms, for one reason. */
  public synchronized ScriptedRun allNotSupported() {
    this.verdict = Verdict.NOT_SUPPORTED;
    this.all = true;
    return this;
  }

  /** λ of an explicit penalty of the first term's kind. */
  public synchronized ScriptedRun configured(double lambda) {
    this.configured = OptionalDouble.of(lambda);
    return this;
  }

  @Override
  public synchronized MonitorSnapshot snapshot() {
    return new MonitorSnapshot(
        identity,
        terms,
        status,
        iteration < 0
            ? Progress.NONE
            : new Progress(iterations, iteration, (int) (iteration / 100), loss()),
        sampled + 1,
        iteration < 0 ? Optional.empty() : Optional.of(latest()),
        setBack ? Map.of(SkipReason.EARLIER_ITERATION, 1L) : Map.of(),
        failures,
        new Workload(
            0.03125 * (iteration + 1),
            iteration + 1,
            OptionalDouble.empty(),
            0,
            8,
            1,
            OptionalDouble.of(0.0625),
            FitDuration.NONE),
        new Provenance("300 examples", false),
        0,
        terms.stream()
            .map(term -> term.equals(terms.get(0)) ? configured : OptionalDouble.empty())
            .toList(),
        Snapshots.PLATFORM);
  }

  private double loss() {
    return 2.5 / (1 + 0.02 * iteration) + 0.05 * Math.sin((double) iteration);
  }

  private Latest latest() {
    List<Coefficient> coefficients = new ArrayList<>();
    List<DriftStatus> drifts = new ArrayList<>();
    List<CandidateVerdict> candidates = new ArrayList<>();
    for (int j = 0; j < terms.size(); j++) {
      boolean first = j == 0;
      coefficients.add(coefficient(j, !first || identified));
      drifts.add(
          new DriftStatus(
              first ? phase : DriftPhase.STABLE,
              OptionalDouble.of(first && phase == DriftPhase.DRIFTING ? 1.5 : 0.25),
              OptionalDouble.of(0.5),
              first && drift.isPresent() ? 1 : 0,
              first ? drift : Optional.empty()));
      candidates.add(
          (first || all) && verdict == Verdict.NOT_SUPPORTED
              ? new CandidateVerdict(
                  verdict,
                  LimitingReason.NO_BETTER_THAN_RANDOM,
                  new Share.Known(0.01, 0.03125, 0, 0.0625),
                  0.125,
                  0.5)
              : new CandidateVerdict(
                  Verdict.SUPPORTED,
                  LimitingReason.NONE,
                  new Share.Known(0.25, 0.03125, 0.1875, 0.3125),
                  0.75,
                  0));
    }
    return new Latest(
        new Sample(
            sampled,
            Instant.ofEpochSecond(1_700_000_000 + sampled),
            1.5,
            6.25,
            new ReferenceQuality(
                OptionalDouble.of(etaCurvature),
                OptionalDouble.of(0.25),
                OptionalDouble.of(0.375),
                valid,
                6,
                300)),
        new LambdaEstimate(
            iteration,
            coefficients,
            new double[terms.size() * terms.size()],
            CovarianceKind.CLUSTER_ROBUST,
            0.95,
            new Fit(0.8125, 0.4375, 2.25, 12.5, 1000, 97, 90, OptionalDouble.of(4))),
        drifts,
        Optional.of(
            new Verdicts(
                iteration,
                EnergyBasis.TOTAL,
                new Share.Known(0.75, 0.125, 0.5, 1),
                0.875,
                97,
                candidates)),
        OptionalDouble.of(0.1875),
        attribution ? Optional.of(causes()) : Optional.empty());
  }

  /** λ̂ of term j, of another size for each, with an interval that narrows. */
  private Coefficient coefficient(int j, boolean known) {
    double value = (0.02 + 0.01 * Math.sin(sampled / 40.0)) * Math.pow(30, j);
    double error = 0.02 * Math.pow(30, j) / Math.sqrt(sampled + 1.0);
    return known
        ? new Coefficient(
            value,
            error,
            error,
            value - 2 * error,
            value + 2 * error,
            1,
            Identifiability.IDENTIFIED)
        : new Coefficient(
            value,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Identifiability.NOT_IDENTIFIED);
  }

  private Attribution causes() {
    double noise = 0.6 + 0.1 * Math.sin(iteration / 25.0);
    double rule = -0.1 * Math.cos(iteration / 30.0);
    return new Attribution(
        List.of(
            link(Cause.MINI_BATCH, 1 - noise - rule),
            link(Cause.NOISE, noise),
            link(Cause.UPDATE_RULE, rule)));
  }

  private Attribution.Link link(Cause cause, double share) {
    List<Coefficient> coefficients =
        terms.stream().map(term -> coefficient(terms.indexOf(term), true)).toList();
    return new Attribution.Link(
        cause,
        Math.abs(share) * 1.5,
        OptionalDouble.of(Math.signum(share) * 0.5),
        OptionalDouble.of(share),
        new LambdaEstimate(
            iteration,
            coefficients,
            new double[terms.size() * terms.size()],
            CovarianceKind.CLUSTER_ROBUST,
            0.95,
            new Fit(0.8125, 0.4375, 2.25, 12.5, 1000, 97, 90, OptionalDouble.of(4))));
  }
}
