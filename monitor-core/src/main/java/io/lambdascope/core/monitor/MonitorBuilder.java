package io.lambdascope.core.monitor;

import io.lambdascope.core.drift.DriftOptions;
import io.lambdascope.core.estimate.EstimatorDocument;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Platform;
import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.Evidence;
import io.lambdascope.core.verdict.VerdictBounds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link Monitor}; every one has a default. Not synchronized. */
public final class MonitorBuilder {
  final Identity identity;
  final List<Term> terms;
  OnlineEstimator estimator;
  DriftOptions driftOptions = DriftOptions.DEFAULT;
  Evidence evidence;
  Provenance provenance = Provenance.NONE;
  final List<Consumer<MonitorSnapshot>> subscribers = new ArrayList<>();
  DoubleSupplier stride = () -> 1;
  OptionalDouble budget = OptionalDouble.empty();
  int queueCapacity;
  IntSupplier queueDepth = () -> 0;
  int failuresToDetach = Monitor.DEFAULT_FAILURES_TO_DETACH;
  Clock clock = Clock.systemUTC();
  LongSupplier nanoClock = System::nanoTime;
  Platform platform = Platform.UNKNOWN;
  @Nullable Recorder recorder;
  @Nullable StateStore stateStore;
  long samplesToSave = Monitor.DEFAULT_SAMPLES_TO_SAVE;
  @Nullable MonitorState before;

  MonitorBuilder(Identity identity, List<Term> terms, OnlineEstimator estimator) {
    this.identity = identity;
    this.terms = terms;
    this.estimator = estimator;
    this.evidence =
        estimator instanceof ForgettingEstimator forgetting
            ? Evidence.forgetting(forgetting.halfLife(), VerdictBounds.DEFAULT)
            : Evidence.cumulative(VerdictBounds.DEFAULT);
  }

  /** When a coefficient counts as changed; the default options by default. */
  public MonitorBuilder drift(DriftOptions options) {
    this.driftOptions = options;
    return this;
  }

  /**
   * What verdicts stand on, not used by anyone else from now on. By default it forgets as a {@link
   * ForgettingEstimator} does, and nothing with any other estimator.
   */
  public MonitorBuilder evidence(Evidence evidence) {
    this.evidence = evidence;
    return this;
  }

  /** Which examples the reference computes its gradients on; none by default. */
  public MonitorBuilder provenance(Provenance provenance) {
    this.provenance = provenance;
    return this;
  }

  /** The stride to report, in iterations; every iteration by default. */
  public MonitorBuilder stride(long stride) {
    return stride(() -> stride, OptionalDouble.empty());
  }

  /**
   * The stride to report, and the budget it follows.
   *
   * @param stride a reading of it, safe for any thread; NaN while it is not known
   * @param budget the share of training time that the monitor may take, empty for no bound
   */
  public MonitorBuilder stride(DoubleSupplier stride, OptionalDouble budget) {
    this.stride = stride;
    this.budget = budget;
    return this;
  }

  /** The queue to report: its capacity and a reading of its depth, safe for any thread. */
  public MonitorBuilder queue(int capacity, IntSupplier depth) {
    this.queueCapacity = capacity;
    this.queueDepth = depth;
    return this;
  }

  /** Failures in a row after which to give up. */
  public MonitorBuilder failuresToDetach(int failuresToDetach) {
    this.failuresToDetach = failuresToDetach;
    return this;
  }

  /** The clock that dates samples. */
  public MonitorBuilder clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  /** The clock that observations are timed with, in monotonic nanoseconds. */
  public MonitorBuilder nanoClock(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    return this;
  }

  /** What the training runs on; unknown by default. */
  public MonitorBuilder platform(Platform platform) {
    this.platform = platform;
    return this;
  }

  /** Called with each new snapshot, on the worker's thread; what it throws is counted. */
  public MonitorBuilder subscriber(Consumer<MonitorSnapshot> subscriber) {
    subscribers.add(subscriber);
    return this;
  }

  /** Where each observation is put down that the estimator took in; nowhere by default. */
  public MonitorBuilder recorder(Recorder recorder) {
    this.recorder = recorder;
    return this;
  }

  /**
   * Where the state is saved, every so many samples and when {@link Monitor#saveState} is called;
   * nowhere by default.
   *
   * @throws IllegalArgumentException unless {@code samples} is at least 1
   */
  public MonitorBuilder stateStore(StateStore store, long samples) {
    if (samples < 1) {
      throw new IllegalArgumentException(
          "the state is saved every so many samples, at least 1; was " + samples);
    }
    this.stateStore = store;
    this.samplesToSave = samples;
    return this;
  }

  /**
   * Goes on from a state: the estimator's observations are the state's, and the snapshot is at once
   * as it was.
   *
   * @throws IllegalArgumentException when the state is of another run, of other terms, or of other
   *     settings of the estimator, of evidence or of drift, and says which; or when the estimator
   *     is not one of this library's
   */
  public MonitorBuilder goOnFrom(MonitorState state) {
    requireSame("run, model and reference", state.identity(), identity);
    requireSame("terms", state.terms(), terms);
    requireSame(
        "settings of the estimator", configuration(state.estimator()), configuration(estimator));
    requireSame("options of drift", state.drift().options(), driftOptions);
    evidence.restore(state.evidence());
    this.estimator = state.estimator().copy();
    this.before = state;
    return this;
  }

  private static String configuration(OnlineEstimator estimator) {
    OnlineEstimator empty = estimator.copy();
    empty.reset();
    return EstimatorDocument.write(empty);
  }

  private static void requireSame(String what, Object saved, Object set) {
    if (!saved.equals(set)) {
      throw new IllegalArgumentException(
          "the state was saved with other %s: %s, and now they are %s".formatted(what, saved, set));
    }
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
