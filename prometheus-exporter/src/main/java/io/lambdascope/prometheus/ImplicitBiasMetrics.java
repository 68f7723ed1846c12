package io.lambdascope.prometheus;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of one monitor as Micrometer meters, named in {@link MetricNames}.
 *
 * <p>Every series carries the tags {@code run}, {@code model} and {@code reference}, those of a
 * coefficient also {@code regularizer} and {@code group}; all are fixed when bound, so the number
 * of series is too: 5 for each term, 29 for the monitor, and the build's. Monitors that differ in
 * run, model or reference live side by side in one registry.
 *
 * <p><b>Not known is NaN.</b> Before the first observation, and for a coefficient that is not
 * identified, the estimate, its standard error and its interval are NaN, which Prometheus stores
 * and Grafana draws as a gap; {@code identifiable} is 0 then. An identified coefficient whose
 * interval has no end exports that end as an infinity. Counters are never NaN and never fall.
 *
 * <p><b>Threads and cost.</b> Any thread. Nothing runs but when a registry reads; a reading costs
 * at most one {@link SnapshotSource#snapshot()}. Readings within a quarter of a second share one
 * snapshot, and {@link #whileFrozen} guarantees one for a whole scrape.
 *
 * <pre>{@code
 * ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(listener);
 * metrics.bindTo(registry);
 * ...
 * metrics.close(); // takes the series out of the registry
 * }</pre>
 */
public final class ImplicitBiasMetrics implements MeterBinder, AutoCloseable {

  // Looking for a meter and registering it are two steps; two threads that bind at once must not
  // both find nothing. Binding is rare, so one lock serves all registries.
  private static final Object BINDING = new Object();

  private final SnapshotSource source;
  private final SnapshotView view;
  private final IdentityHashMap<MeterRegistry, Binding> bindings =
      new IdentityHashMap<>(); // guarded by BINDING
  private boolean closed; // guarded by BINDING

  /**
   * What {@link #whileFrozen} runs.
   *
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Scrape<E extends Exception> {
    /** Reads the meters, on the calling thread. */
    void run() throws E;
  }

  /**
   * Meters over a source; they appear in no registry before {@link #bindTo}.
   *
   * @param source for example a listener; held until the meters are removed
   */
  public ImplicitBiasMetrics(SnapshotSource source) {
    this(source, System::nanoTime);
  }

  /**
   * Meters over a source, with another clock to tell when a shared snapshot is too old.
   *
   * @param nanoClock monotonic nanoseconds, safe for any thread
   */
  public ImplicitBiasMetrics(SnapshotSource source, LongSupplier nanoClock) {
    this.source = source;
    this.view = new SnapshotView(source, nanoClock);
  }

  /**
   * Registers the meters. A composite registry and its parts count as different registries: bind to
   * one of them only.
   *
   * @throws IllegalStateException when this object is closed, when it or a monitor with the same
   *     run, model and reference is bound to the registry already, or when a meter filter of the
   *     registry drops the tags that tell two of the meters apart; nothing is registered then
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    MonitorSnapshot first = source.snapshot();
    Identity identity = first.identity();
    synchronized (BINDING) {
      if (closed) {
        throw new IllegalStateException(
            "these metrics are closed; make new ones over the same source");
      }
      if (bindings.containsKey(registry)) {
        throw new IllegalStateException(
            "these metrics are bound to this registry already; bind them once");
      }
      Binding binding = new Binding(registry, view);
      try {
        register(binding, first);
      } catch (IllegalStateException e) {
        binding.remove();
        throw new IllegalStateException(
            ("cannot bind the monitor of run \"%s\", model \"%s\", reference \"%s\": %s. Give each"
                    + " monitor its own run, model or reference, or close() the metrics of the"
                    + " other one; if there is no other one, let no meter filter drop tags of %s*")
                .formatted(
                    identity.run(),
                    identity.model(),
                    identity.reference(),
                    e.getMessage(),
                    MetricNames.PREFIX),
            e);
      }
      bindings.put(registry, binding);
    }
  }

  private static void register(Binding to, MonitorSnapshot first) {
    Identity identity = first.identity();
    Tags tags =
        Tags.of(
            MetricNames.TAG_RUN, identity.run(),
            MetricNames.TAG_MODEL, identity.model(),
            MetricNames.TAG_REFERENCE, identity.reference());
    for (Term term : first.terms()) {
      registerTerm(to, term, tags);
    }
    registerFit(to, tags);
    registerTraining(to, tags);
    registerSampling(to, tags);
    registerMonitor(to, tags);
    String version = ImplicitBiasMetrics.class.getPackage().getImplementationVersion();
    to.common(
        MetricNames.BUILD_INFO,
        "The version of Lambdascope that exports these metrics; always 1.",
        Tags.of(MetricNames.TAG_VERSION, version == null ? "unknown" : version));
  }

  private static void registerTerm(Binding to, Term term, Tags identity) {
    Tags tags =
        identity.and(
            MetricNames.TAG_REGULARIZER, term.regularizer(), MetricNames.TAG_GROUP, term.group());
    to.gauge(
        MetricNames.LAMBDA_ESTIMATE,
        "Estimated coefficient of the regularizer; NaN when there is none or it is not identified.",
        null,
        tags,
        ofIdentified(term, Coefficient::value));
    to.gauge(
        MetricNames.LAMBDA_STANDARD_ERROR,
        "Standard error of the estimated coefficient.",
        null,
        tags,
        ofIdentified(term, Coefficient::standardError));
    to.gauge(
        MetricNames.LAMBDA_CI_LOWER,
        "Lower end of the confidence interval of the coefficient.",
        null,
        tags,
        ofIdentified(term, Coefficient::lower));
    to.gauge(
        MetricNames.LAMBDA_CI_UPPER,
        "Upper end of the confidence interval of the coefficient.",
        null,
        tags,
        ofIdentified(term, Coefficient::upper));
    to.gauge(
        MetricNames.LAMBDA_IDENTIFIABLE,
        "1 when the coefficient is identified by the observations, else 0.",
        null,
        tags,
        snapshot -> coefficient(snapshot, term).isPresent() ? 1 : 0);
  }

  private static void registerFit(Binding to, Tags tags) {
    to.gauge(
        MetricNames.CONFIDENCE,
        "Coverage of the confidence intervals.",
        "ratio",
        tags,
        ofEstimate(LambdaEstimate::confidence));
    to.gauge(
        MetricNames.FIT_R_SQUARED,
        "Share of the deviation's energy that the regularizers explain; may be negative.",
        null,
        tags,
        ofEstimate(estimate -> estimate.fit().rSquared()));
    to.gauge(
        MetricNames.FIT_CONDITION_NUMBER,
        "Condition number of the normalized Gram matrix of the regularizers' gradients.",
        null,
        tags,
        ofEstimate(estimate -> estimate.fit().conditionNumber()));
  }

  private static void registerTraining(Binding to, Tags tags) {
    to.gauge(
        MetricNames.TRAINING_LOSS,
        "Mini-batch loss of the last iteration before its update, explicit penalties included.",
        null,
        tags,
        snapshot -> snapshot.progress().loss());
    to.gauge(
        MetricNames.DEVIATION_NORM,
        "Norm of the last sampled update's deviation from its reference, in units of a gradient.",
        null,
        tags,
        ofSample(Sample::deviationNorm));
    to.gauge(
        MetricNames.REFERENCE_GRADIENT_NORM,
        "Norm of the last sampled reference update, in units of a gradient.",
        null,
        tags,
        ofSample(Sample::referenceNorm));
    to.gauge(
        MetricNames.ETA_CURVATURE,
        "Learning rate times curvature along the gradient; 2 is the edge of stability.",
        null,
        tags,
        ofSample(sample -> sample.etaCurvature().orElse(Double.NaN)));
    to.counter(
        MetricNames.ITERATIONS,
        "Training iterations seen, sampled or not.",
        null,
        tags,
        snapshot -> snapshot.progress().iterations());
    to.counter(
        MetricNames.TRAINING_SECONDS,
        "Wall time of training seen, less the monitor's share.",
        "seconds",
        tags,
        snapshot -> snapshot.workload().trainingSeconds());
  }

  private static void registerSampling(Binding to, Tags tags) {
    to.counter(
        MetricNames.SAMPLES,
        "Observations that entered the estimate.",
        null,
        tags,
        MonitorSnapshot::samples);
    for (SkipReason reason : SkipReason.values()) {
      to.counter(
          MetricNames.SAMPLES_SKIPPED,
          "Samples that were due and not taken, though nothing failed.",
          null,
          tags.and(MetricNames.TAG_REASON, label(reason)),
          snapshot -> snapshot.skips().getOrDefault(reason, 0L));
    }
    for (FailureReason reason : FailureReason.values()) {
      to.counter(
          MetricNames.SAMPLE_FAILURES,
          "Failures of the monitor itself, by stage.",
          null,
          tags.and(MetricNames.TAG_REASON, label(reason)),
          snapshot -> snapshot.failures().getOrDefault(reason, 0L));
    }
    to.gauge(
        MetricNames.LAST_SAMPLE_TIMESTAMP,
        "When the last observation was complete, in seconds since 1970-01-01 UTC.",
        "seconds",
        tags,
        ofSample(sample -> epochSeconds(sample.at())));
    to.gauge(
        MetricNames.STRIDE,
        "Iterations from one sample to the next.",
        "iterations",
        tags,
        snapshot -> snapshot.workload().stride());
  }

  private static void registerMonitor(Binding to, Tags tags) {
    to.counter(
        MetricNames.MONITOR_SECONDS,
        "Time spent by the monitor, on the training thread and on its worker.",
        "seconds",
        tags,
        snapshot -> snapshot.workload().monitorSeconds());
    to.gauge(
        MetricNames.OVERHEAD,
        "Monitor's over training's time since the start.",
        "ratio",
        tags,
        snapshot -> snapshot.workload().overheadRatio());
    to.gauge(
        MetricNames.QUEUE_DEPTH,
        "Samples waiting for the worker.",
        null,
        tags,
        snapshot -> snapshot.workload().queueDepth());
    to.gauge(
        MetricNames.QUEUE_CAPACITY,
        "How many samples can wait for the worker.",
        null,
        tags,
        snapshot -> snapshot.workload().queueCapacity());
    for (Status status : Status.values()) {
      to.gauge(
          MetricNames.MONITOR_STATUS,
          "1 for the state the monitor is in, 0 for the others.",
          null,
          tags.and(MetricNames.TAG_STATUS, label(status)),
          snapshot -> snapshot.status() == status ? 1 : 0);
    }
  }

  /** The coefficient of a term, when there is one and it is identified. */
  private static Optional<Coefficient> coefficient(MonitorSnapshot snapshot, Term term) {
    int index = snapshot.terms().indexOf(term);
    return snapshot
        .estimate()
        .map(LambdaEstimate::coefficients)
        .filter(coefficients -> 0 <= index && index < coefficients.size())
        .map(coefficients -> coefficients.get(index))
        .filter(Coefficient::isIdentified);
  }

  private static ToDoubleFunction<MonitorSnapshot> ofIdentified(
      Term term, ToDoubleFunction<Coefficient> reading) {
    return snapshot ->
        coefficient(snapshot, term)
            .map(coefficient -> reading.applyAsDouble(coefficient))
            .orElse(Double.NaN);
  }

  private static ToDoubleFunction<MonitorSnapshot> ofEstimate(
      ToDoubleFunction<LambdaEstimate> reading) {
    return snapshot ->
        snapshot.estimate().map(estimate -> reading.applyAsDouble(estimate)).orElse(Double.NaN);
  }

  private static ToDoubleFunction<MonitorSnapshot> ofSample(ToDoubleFunction<Sample> reading) {
    return snapshot ->
        snapshot
            .latest()
            .map(Latest::sample)
            .map(sample -> reading.applyAsDouble(sample))
            .orElse(Double.NaN);
  }

  private static double epochSeconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() * 1e-9;
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Takes one fresh snapshot and lets all that the calling thread reads from these meters meanwhile
   * come from it: a scrape whose numbers belong together. Scrapes of other threads are not held up.
   *
   * @throws E what {@code scrape} throws
   */
  public <E extends Exception> void whileFrozen(Scrape<E> scrape) throws E {
    view.whileFrozen(scrape);
  }

  /** Removes the meters from every registry they were bound to. Again is no error. */
  @Override
  public void close() {
    synchronized (BINDING) {
      closed = true;
      bindings.values().forEach(Binding::remove);
      bindings.clear();
    }
  }
}
