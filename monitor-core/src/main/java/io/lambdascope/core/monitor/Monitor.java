package io.lambdascope.core.monitor;

import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
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
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.snapshot.Workload;
import io.lambdascope.core.verdict.Evidence;
import io.lambdascope.core.verdict.ReferenceDoubt;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
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
import java.util.function.LongSupplier;
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

  /**
   * Samples from one saving of the state to the next: each takes some milliseconds of the worker.
   */
  public static final long DEFAULT_SAMPLES_TO_SAVE = 20;

  private static final Logger log = LoggerFactory.getLogger(Monitor.class);

  private final Identity identity;
  private final List<Term> terms;
  private final OnlineEstimator estimator;
  private final DriftWatch driftWatch;
  private final Evidence evidence;
  private final AttributionWatch attributionWatch;
  private final Provenance provenance;
  private final Platform platform;
  private final DoubleSupplier stride;
  private final OptionalDouble budget;
  private final int queueCapacity;
  private final IntSupplier queueDepth;
  private final int failuresToDetach;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final List<Consumer<MonitorSnapshot>> subscribers;

  private final Map<SkipReason, LongAdder> skips = new EnumMap<>(SkipReason.class);
  private final Map<FailureReason, AtomicLong> failures = new EnumMap<>(FailureReason.class);
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final LongAdder monitorNanos = new LongAdder();
  private final LongAdder trainingNanos = new LongAdder();
  private final LongAdder workerCpuNanos = new LongAdder();

  private volatile boolean workerCpuKnown;
  private final @Nullable Recorder recorder;
  private final @Nullable StateStore stateStore;
  private final long samplesToSave;
  private final long restarts;

  /** Held while estimator, drift watch, evidence and what is published of them change. */
  private final Object estimating = new Object();

  private volatile Progress progress = Progress.NONE;
  private volatile @Nullable Observed observed;
  private volatile List<OptionalDouble> configured;
  private volatile FitDuration fits = FitDuration.NONE;
  private final AtomicReference<Status> status = new AtomicReference<>(Status.ACTIVE);

  /** What the worker publishes, and the observation it is of. */
  private record Observed(long samples, Latest latest, Observation observation) {}

  Monitor(MonitorBuilder builder) {
    this.identity = builder.identity;
    this.terms = List.copyOf(builder.terms);
    this.estimator = builder.estimator;
    MonitorState before = builder.before;
    this.driftWatch =
        before == null
            ? new DriftWatch(terms.size(), builder.driftOptions)
            : new DriftWatch(before.drift());
    this.evidence = builder.evidence;
    this.attributionWatch =
        new AttributionWatch(estimator, before == null ? Map.of() : before.causes());
    this.provenance = builder.provenance;
    this.platform = builder.platform;
    this.configured = MonitorSnapshot.unconfigured(terms);
    this.stride = builder.stride;
    this.budget = builder.budget;
    this.queueCapacity = builder.queueCapacity;
    this.queueDepth = builder.queueDepth;
    this.failuresToDetach = builder.failuresToDetach;
    this.clock = builder.clock;
    this.nanoClock = builder.nanoClock;
    this.subscribers = List.copyOf(builder.subscribers);
    for (SkipReason reason : SkipReason.values()) {
      skips.put(reason, new LongAdder());
    }
    for (FailureReason reason : FailureReason.values()) {
      failures.put(reason, new AtomicLong());
    }
    this.recorder = builder.recorder;
    this.stateStore = builder.stateStore;
    this.samplesToSave = builder.samplesToSave;
    this.restarts = before == null ? 0 : before.restarts() + 1;
    if (before != null) {
      goOnFrom(before);
    }
  }

  private void goOnFrom(MonitorState before) {
    before.skips().forEach((reason, count) -> skips.get(reason).add(count));
    before.failures().forEach((reason, count) -> failures.get(reason).set(count));
    monitorNanos.add(before.monitorNanos());
    trainingNanos.add(before.trainingNanos());
    progress = before.progress();
    before
        .last()
        .ifPresent(
            last ->
                observed =
                    new Observed(
                        before.samples(),
                        latest(last.observation(), driftWatch.status(), last.at()),
                        last.observation()));
  }

  /**
   * Starts a monitor.
   *
   * @param terms what the coefficients belong to: the observations' columns in their order
   * @param estimator not used by anyone else from now on
   */
  public static MonitorBuilder builder(
      Identity identity, List<Term> terms, OnlineEstimator estimator) {
    return new MonitorBuilder(identity, terms, estimator);
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
   * Notes the explicit penalties that the training is configured with from now on. Worker thread
   * only.
   *
   * @param lambdas λ of each term in their order, empty where there is none to tell
   * @throws IllegalArgumentException unless there is a place for each term
   */
  public void configured(List<OptionalDouble> lambdas) {
    if (lambdas.size() != terms.size()) {
      throw new IllegalArgumentException(
          "configured values need a place for each term; given were %s for the terms %s"
              .formatted(lambdas, terms));
    }
    configured = List.copyOf(lambdas);
  }

  /**
   * Takes an observation in and publishes; does nothing once detached. Worker thread only; never
   * throws.
   */
  public void observe(Observation observation) {
    observe(observation, progress);
  }

  /**
   * As {@link #observe(Observation)}, of an iteration that training may have left behind.
   *
   * @param at where training stood at the observed iteration
   */
  public void observe(Observation observation, Progress at) {
    if (status.get() == Status.DETACHED) {
      return;
    }
    if (!observation.match().isFinite()) {
      skip(SkipReason.NOT_FINITE);
      return;
    }
    long samples;
    long start = nanoClock.getAsLong();
    try {
      if (observation.match().regularizers() != terms.size()) {
        throw new IllegalArgumentException(
            "an observation needs one column for each term; it has %d columns for the terms %s"
                .formatted(observation.match().regularizers(), terms));
      }
      samples = estimate(observation);
    } catch (Throwable t) {
      // An Error too: a class that is missing or no memory left must not end the worker.
      fail(FailureReason.ESTIMATE, t);
      return;
    }
    fits = fits.plus(nanoClock.getAsLong() - start);
    failuresInARow.set(0);
    record(observation, at);
    if (samples % samplesToSave == 0) {
      saveState();
    }
    notifySubscribers();
  }

  /** Takes an observation in; how many there are with it. */
  private long estimate(Observation observation) {
    synchronized (estimating) {
      estimator.update(observation.match());
      List<DriftStatus> drifts = driftWatch.observe(observation.match().pooled());
      evidence.add(observation.match(), doubt(observation.quality()));
      attributionWatch.observe(observation);
      Observed before = observed;
      long samples = before == null ? 1 : before.samples() + 1;
      observed = new Observed(samples, latest(observation, drifts, clock.instant()), observation);
      return samples;
    }
  }

  /** What is published of an observation that estimator, drift watch and evidence have taken in. */
  private Latest latest(Observation observation, List<DriftStatus> drifts, Instant at) {
    LambdaEstimate estimate =
        ZoneCap.apply(estimator.estimate().orElseThrow(), observation.quadraticZoneShares());
    Sample sample =
        new Sample(
            observation.match().iteration(),
            at,
            observation.deviationNorm(),
            observation.referenceNorm(),
            observation.quality());
    return new Latest(
        sample,
        estimate,
        drifts,
        evidence.judge(
            estimate, estimate.fit().effectiveEquationsOf(observation.match().equations())),
        Unexplained.share(observation.match().pooled(), estimate),
        attributionWatch.attribution(observation));
  }

  private void record(Observation observation, Progress at) {
    if (recorder == null) {
      return;
    }
    try {
      recorder.record(observation, at);
    } catch (Throwable t) {
      // The estimate stands without its record: counted, and no reason to detach.
      count(FailureReason.RECORD, t);
    }
  }

  /**
   * Saves the state where the monitor was told to, and brings its log to the disk before; what goes
   * wrong is counted. Worker thread only, or before the worker has begun.
   */
  public void saveState() {
    if (recorder != null) {
      try {
        recorder.flush();
      } catch (Throwable t) {
        count(FailureReason.RECORD, t);
      }
    }
    if (stateStore != null) {
      try {
        stateStore.save(state());
      } catch (Throwable t) {
        count(FailureReason.STATE, t);
      }
    }
  }

  /** Saves the state a last time and closes the log. Worker thread only, after its last sample. */
  public void end() {
    saveState();
    if (recorder != null) {
      try {
        recorder.close();
      } catch (Throwable t) {
        count(FailureReason.RECORD, t);
      }
    }
  }

  /** All of it, for another monitor to go on from. Any thread; waits for an observation at work. */
  public MonitorState state() {
    synchronized (estimating) {
      return stateNow();
    }
  }

  private MonitorState stateNow() {
    Observed last = observed;
    return new MonitorState(
        identity,
        terms,
        estimator.copy(),
        driftWatch.state(),
        evidence.state(),
        attributionWatch.estimators(),
        last == null ? 0 : last.samples(),
        last == null
            ? Optional.empty()
            : Optional.of(new MonitorState.Last(last.observation(), last.latest().sample().at())),
        progress,
        skipCounts(),
        failureCounts(),
        monitorNanos.sum(),
        trainingNanos.sum(),
        restarts);
  }

  /** What the verdicts must know of a reference; an error that is no number is no reference. */
  private ReferenceDoubt doubt(ReferenceQuality quality) {
    double sampling = provenance.redrawn() ? 0 : quality.samplingError().orElse(0);
    double error = Math.hypot(quality.error().orElse(0), sampling);
    return Double.isFinite(error)
        ? new ReferenceDoubt(error, quality.valid())
        : new ReferenceDoubt(0, false);
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
    return new MonitorSnapshot(
        identity,
        terms,
        status.get(),
        progress,
        last == null ? 0 : last.samples(),
        last == null ? Optional.empty() : Optional.of(last.latest()),
        skipCounts(),
        failureCounts(),
        new Workload(
            monitorNanos.sum() * 1e-9,
            trainingNanos.sum() * 1e-9,
            workerCpuKnown
                ? OptionalDouble.of(workerCpuNanos.sum() * 1e-9)
                : OptionalDouble.empty(),
            queueDepth.getAsInt(),
            queueCapacity,
            stride.getAsDouble(),
            budget,
            fits),
        provenance,
        restarts,
        configured,
        platform);
  }

  private Map<SkipReason, Long> skipCounts() {
    Map<SkipReason, Long> counts = new EnumMap<>(SkipReason.class);
    skips.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }

  private Map<FailureReason, Long> failureCounts() {
    Map<FailureReason, Long> counts = new EnumMap<>(FailureReason.class);
    failures.forEach((reason, count) -> counts.put(reason, count.get()));
    return counts;
  }
}
