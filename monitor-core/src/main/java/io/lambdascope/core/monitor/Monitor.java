package io.lambdascope.core.monitor;

import io.lambdascope.core.drift.DriftOptions;
import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.snapshot.Attribution;
import io.lambdascope.core.snapshot.FailureReason;
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
import io.lambdascope.core.verdict.Evidence;
import io.lambdascope.core.verdict.ReferenceDoubt;
import io.lambdascope.core.verdict.VerdictBounds;
import io.lambdascope.core.verdict.Verdicts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes observations in, keeps the estimator, watches for drift, judges, counts what went wrong,
 * and publishes.
 *
 * <p><b>Threads.</b> {@link #iterationDone} is called by the training thread alone, {@link
 * #observe} by the worker alone; both publish by one volatile write of an immutable value each,
 * from which {@link #snapshot} is put together by any thread. The counters may be raised from any
 * thread.
 *
 * <p>An observation costs what the estimator costs, whatever the size of the network; nothing grows
 * with time.
 */
public final class Monitor implements SnapshotSource {

  /** Failures in a row after which the monitor gives up: enough to outlast a passing fault. */
  public static final int DEFAULT_FAILURES_TO_DETACH = 10;

  private static final Logger log = LoggerFactory.getLogger(Monitor.class);

  private final Identity identity;
  private final List<Term> terms;
  private final OnlineEstimator estimator;
  private final DriftWatch driftWatch;
  private final Evidence evidence;
  private final AttributionWatch attributionWatch;
  private final Provenance provenance;
  private final DoubleSupplier stride;
  private final OptionalDouble budget;
  private final int queueCapacity;
  private final IntSupplier queueDepth;
  private final int failuresToDetach;
  private final Clock clock;
  private final List<Consumer<MonitorSnapshot>> subscribers;

  private final Map<SkipReason, LongAdder> skips = new EnumMap<>(SkipReason.class);
  private final Map<FailureReason, AtomicLong> failures = new EnumMap<>(FailureReason.class);
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final LongAdder monitorNanos = new LongAdder();
  private final LongAdder trainingNanos = new LongAdder();
  private final LongAdder workerCpuNanos = new LongAdder();

  private volatile boolean workerCpuKnown;
  private volatile Progress progress = Progress.NONE;
  private volatile @Nullable Observed observed;
  private final AtomicReference<Status> status = new AtomicReference<>(Status.ACTIVE);

  /** What the worker publishes. */
  private record Observed(long samples, Latest latest) {}

  private Monitor(Builder builder) {
    this.identity = builder.identity;
    this.terms = List.copyOf(builder.terms);
    this.estimator = builder.estimator;
    this.driftWatch = new DriftWatch(terms.size(), builder.driftOptions);
    this.evidence = builder.evidence;
    this.attributionWatch = new AttributionWatch(estimator);
    this.provenance = builder.provenance;
    this.stride = builder.stride;
    this.budget = builder.budget;
    this.queueCapacity = builder.queueCapacity;
    this.queueDepth = builder.queueDepth;
    this.failuresToDetach = builder.failuresToDetach;
    this.clock = builder.clock;
    this.subscribers = List.copyOf(builder.subscribers);
    for (SkipReason reason : SkipReason.values()) {
      skips.put(reason, new LongAdder());
    }
    for (FailureReason reason : FailureReason.values()) {
      failures.put(reason, new AtomicLong());
    }
  }

  /**
   * Starts a monitor.
   *
   * @param terms what the coefficients belong to: the observations' columns in their order
   * @param estimator not used by anyone else from now on
   */
  public static Builder builder(Identity identity, List<Term> terms, OnlineEstimator estimator) {
    return new Builder(identity, terms, estimator);
  }

  /**
   * Notes that training did an iteration. Training thread only.
   *
   * @param tookNanos wall time since the last iteration, the monitor's callbacks not counted
   */
  public void iterationDone(long iteration, int epoch, double loss, long tookNanos) {
    progress = new Progress(progress.iterations() + 1, iteration, epoch, loss);
    trainingNanos.add(tookNanos);
  }

  /**
   * Takes an observation in and publishes; does nothing once detached. Worker thread only; never
   * throws.
   */
  public void observe(Observation observation) {
    if (status.get() == Status.DETACHED) {
      return;
    }
    if (!observation.match().isFinite()) {
      skip(SkipReason.NOT_FINITE);
      return;
    }
    LambdaEstimate estimate;
    List<DriftStatus> drifts;
    Optional<Verdicts> verdicts;
    Optional<Attribution> attribution;
    try {
      if (observation.match().regularizers() != terms.size()) {
        throw new IllegalArgumentException(
            "an observation needs one column for each term; it has %d columns for the terms %s"
                .formatted(observation.match().regularizers(), terms));
      }
      estimator.update(observation.match());
      estimate =
          ZoneCap.apply(estimator.estimate().orElseThrow(), observation.quadraticZoneShares());
      drifts = driftWatch.observe(observation.match().pooled());
      evidence.add(observation.match(), doubt(observation.quality()));
      verdicts = evidence.judge(estimate, effectiveEquations(observation.match(), estimate));
      attribution = attributionWatch.observe(observation);
    } catch (Throwable t) {
      // An Error too: a class that is missing or no memory left must not end the worker.
      fail(FailureReason.ESTIMATE, t);
      return;
    }
    failuresInARow.set(0);
    Sample sample =
        new Sample(
            observation.match().iteration(),
            clock.instant(),
            observation.deviationNorm(),
            observation.referenceNorm(),
            observation.quality());
    Observed before = observed;
    observed =
        new Observed(
            before == null ? 1 : before.samples() + 1,
            new Latest(
                sample,
                estimate,
                drifts,
                verdicts,
                Unexplained.share(observation.match().pooled(), estimate),
                attribution));
    notifySubscribers();
  }

  /** What the verdicts must know of a reference; an error that is no number is no reference. */
  private ReferenceDoubt doubt(ReferenceQuality quality) {
    double sampling = provenance.redrawn() ? 0 : quality.samplingError().orElse(0);
    double error = Math.hypot(quality.error().orElse(0), sampling);
    return Double.isFinite(error)
        ? new ReferenceDoubt(error, quality.valid())
        : new ReferenceDoubt(0, false);
  }

  /** p/ρ of one observation, p where ρ is not known or below 1. */
  private static double effectiveEquations(ReplicatedMatch match, LambdaEstimate estimate) {
    return match.equations() / Math.max(1, estimate.fit().designEffect().orElse(1));
  }

  private void notifySubscribers() {
    if (subscribers.isEmpty()) {
      return;
    }
    MonitorSnapshot snapshot = snapshot();
    for (Consumer<MonitorSnapshot> subscriber : subscribers) {
      try {
        subscriber.accept(snapshot);
      } catch (Throwable t) {
        // Not the monitor's own failure: counted, and no reason to detach.
        count(FailureReason.SUBSCRIBER, t);
      }
    }
  }

  /** Counts a sample that was due and not taken. Any thread. */
  public void skip(SkipReason reason) {
    skips.get(reason).increment();
  }

  /**
   * Counts a failure of the monitor itself and detaches after too many in a row. Logged once for
   * each reason; after that the count tells. Any thread.
   */
  public void fail(FailureReason reason, Throwable cause) {
    count(reason, cause);
    if (failuresInARow.incrementAndGet() >= failuresToDetach
        && status.compareAndSet(Status.ACTIVE, Status.DETACHED)) {
      logSafely(
          () ->
              log.error(
                  "The monitor of run {} failed {} times in a row, the last in stage {}, and"
                      + " observes no more; training goes on. Mend the cause logged above and attach"
                      + " a new listener.",
                  identity.run(),
                  failuresToDetach,
                  reason));
    }
  }

  /**
   * Counts a failure that is no reason to detach, of one who is told of samples and not needed for
   * them. Logged once for each reason. Any thread.
   */
  public void count(FailureReason reason, Throwable cause) {
    if (failures.get(reason).getAndIncrement() == 0) {
      logSafely(
          () ->
              log.warn(
                  "The monitor of run {} failed in stage {}; training is not affected. Further"
                      + " failures of this kind are counted in the snapshot and not logged.",
                  identity.run(),
                  reason,
                  cause));
    }
  }

  /** Logging may fail too, with no memory left for example; the count is there all the same. */
  private static void logSafely(Runnable logging) {
    try {
      logging.run();
    } catch (Throwable t) {
      // There is nowhere left to say so.
    }
  }

  /** Adds to the time the monitor took, on whatever thread. Any thread. */
  public void addMonitorNanos(long nanos) {
    monitorNanos.add(nanos);
  }

  /** Adds to the CPU time of the worker's thread, where the JVM tells it. Any thread. */
  public void addWorkerCpuNanos(long nanos) {
    workerCpuNanos.add(nanos);
    workerCpuKnown = true;
  }

  /** True until detached or closed. */
  public boolean isActive() {
    return status.get() == Status.ACTIVE;
  }

  /** True once closed; a detached monitor still counts iterations, so that its silence shows. */
  public boolean isClosed() {
    return status.get() == Status.CLOSED;
  }

  /** Ends the monitor's life; the last estimate stays readable. */
  public void close() {
    status.set(Status.CLOSED);
  }

  @Override
  public MonitorSnapshot snapshot() {
    Observed last = observed;
    Map<SkipReason, Long> skipCounts = new EnumMap<>(SkipReason.class);
    skips.forEach((reason, count) -> skipCounts.put(reason, count.sum()));
    Map<FailureReason, Long> failureCounts = new EnumMap<>(FailureReason.class);
    failures.forEach((reason, count) -> failureCounts.put(reason, count.get()));
    return new MonitorSnapshot(
        identity,
        terms,
        status.get(),
        progress,
        last == null ? 0 : last.samples(),
        last == null ? Optional.empty() : Optional.of(last.latest()),
        skipCounts,
        failureCounts,
        new Workload(
            monitorNanos.sum() * 1e-9,
            trainingNanos.sum() * 1e-9,
            workerCpuKnown
                ? OptionalDouble.of(workerCpuNanos.sum() * 1e-9)
                : OptionalDouble.empty(),
            queueDepth.getAsInt(),
            queueCapacity,
            stride.getAsDouble(),
            budget),
        provenance);
  }

  /** Settings of a monitor; every one has a default. */
  public static final class Builder {
    private final Identity identity;
    private final List<Term> terms;
    private final OnlineEstimator estimator;
    private DriftOptions driftOptions = DriftOptions.DEFAULT;
    private Evidence evidence;
    private Provenance provenance = Provenance.NONE;
    private final List<Consumer<MonitorSnapshot>> subscribers = new ArrayList<>();
    private DoubleSupplier stride = () -> 1;
    private OptionalDouble budget = OptionalDouble.empty();
    private int queueCapacity;
    private IntSupplier queueDepth = () -> 0;
    private int failuresToDetach = DEFAULT_FAILURES_TO_DETACH;
    private Clock clock = Clock.systemUTC();

    private Builder(Identity identity, List<Term> terms, OnlineEstimator estimator) {
      this.identity = identity;
      this.terms = terms;
      this.estimator = estimator;
      this.evidence =
          estimator instanceof ForgettingEstimator forgetting
              ? Evidence.forgetting(forgetting.halfLife(), VerdictBounds.DEFAULT)
              : Evidence.cumulative(VerdictBounds.DEFAULT);
    }

    /** When a coefficient counts as changed; the default options by default. */
    public Builder drift(DriftOptions options) {
      this.driftOptions = options;
      return this;
    }

    /**
     * What verdicts stand on, not used by anyone else from now on. By default it forgets as a
     * {@link ForgettingEstimator} does, and nothing with any other estimator.
     */
    public Builder evidence(Evidence evidence) {
      this.evidence = evidence;
      return this;
    }

    /** Which examples the reference computes its gradients on; none by default. */
    public Builder provenance(Provenance provenance) {
      this.provenance = provenance;
      return this;
    }

    /** The stride to report, in iterations; every iteration by default. */
    public Builder stride(long stride) {
      return stride(() -> stride, OptionalDouble.empty());
    }

    /**
     * The stride to report, and the budget it follows.
     *
     * @param stride a reading of it, safe for any thread; NaN while it is not known
     * @param budget the share of training time that the monitor may take, empty for no bound
     */
    public Builder stride(DoubleSupplier stride, OptionalDouble budget) {
      this.stride = stride;
      this.budget = budget;
      return this;
    }

    /** The queue to report: its capacity and a reading of its depth, safe for any thread. */
    public Builder queue(int capacity, IntSupplier depth) {
      this.queueCapacity = capacity;
      this.queueDepth = depth;
      return this;
    }

    /** Failures in a row after which to give up. */
    public Builder failuresToDetach(int failuresToDetach) {
      this.failuresToDetach = failuresToDetach;
      return this;
    }

    /** The clock that dates samples. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Called with each new snapshot, on the worker's thread; what it throws is counted. */
    public Builder subscriber(Consumer<MonitorSnapshot> subscriber) {
      subscribers.add(subscriber);
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalArgumentException when there is no term, or two are the same
     */
    public Monitor build() {
      if (terms.isEmpty()) {
        throw new IllegalArgumentException("a monitor needs at least one term, none was given");
      }
      if (new HashSet<>(terms).size() < terms.size()) {
        throw new IllegalArgumentException(
            "every term may stand once, given were " + terms + "; drop or rename the repeated one");
      }
      if (failuresToDetach < 1) {
        throw new IllegalArgumentException(
            "failuresToDetach must be at least 1, was " + failuresToDetach);
      }
      return new Monitor(this);
    }
  }
}
