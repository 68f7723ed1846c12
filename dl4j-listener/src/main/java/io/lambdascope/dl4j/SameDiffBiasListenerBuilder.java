package io.lambdascope.dl4j;

import static io.lambdascope.dl4j.ImplicitBiasListenerBuilder.DEFAULT_HALF_LIFE;
import static io.lambdascope.dl4j.ImplicitBiasListenerBuilder.DEFAULT_QUEUE_CAPACITY;
import static io.lambdascope.dl4j.ImplicitBiasListenerBuilder.DEFAULT_STRIDE;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.samediff.SameDiffReference;
import io.lambdascope.dl4j.samediff.SameDiffStep;
import io.lambdascope.dl4j.schedule.Stride;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The settings of a {@link SameDiffBiasListener}, with the defaults of {@link
 * ImplicitBiasListenerBuilder} but for {@link #penalizeBiases}. Not synchronized; each builder
 * makes one listener.
 *
 * <p>What is wrong with the settings or with the graph is said by {@link #build} and {@link
 * #attach}, so that nothing can fail later for such a reason.
 */
public final class SameDiffBiasListenerBuilder {

  private @Nullable Reference reference;
  private List<Regularizer> regularizers = List.of(Regularizers.l2());
  private ParameterGroups groups = ParameterGroups.total();
  private OnlineEstimator estimator = new ForgettingEstimator(DEFAULT_HALF_LIFE);
  private Stride stride = new Stride(DEFAULT_STRIDE);
  private boolean synchronous;
  private boolean penalizeBiases = true;
  private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
  private String run = "default";
  private String model = "default";
  private final List<Consumer<MonitorSnapshot>> subscribers = new ArrayList<>();

  SameDiffBiasListenerBuilder() {}

  /**
   * What the steps are compared with. Must be set, to {@link Reference#fullBatch}, {@link
   * Reference#withoutPenalties} or both.
   */
  public SameDiffBiasListenerBuilder reference(Reference reference) {
    this.reference = reference;
    return this;
  }

  /** The candidates; {@link Regularizers#l2} alone by default. */
  public SameDiffBiasListenerBuilder regularizers(Regularizer... regularizers) {
    this.regularizers = List.of(regularizers);
    return this;
  }

  /**
   * The groups of parameters that have coefficients of their own; by default one of all, {@link
   * ParameterGroups#total}.
   */
  public SameDiffBiasListenerBuilder groups(ParameterGroups groups) {
    this.groups = groups;
    return this;
  }

  /**
   * How Λ(t) is estimated from the observations: by default with a half-life of {@value
   * ImplicitBiasListenerBuilder#DEFAULT_HALF_LIFE} iterations. A copy is used.
   */
  public SameDiffBiasListenerBuilder estimator(OnlineEstimator estimator) {
    this.estimator = estimator;
    return this;
  }

  /**
   * Samples every N-th iteration, {@value ImplicitBiasListenerBuilder#DEFAULT_STRIDE} by default.
   *
   * @throws IllegalArgumentException when below 1
   */
  public SameDiffBiasListenerBuilder stride(long iterations) {
    this.stride = new Stride(iterations);
    return this;
  }

  /** Lets training wait until each sample is worked through, so that none is dropped. */
  public SameDiffBiasListenerBuilder synchronous() {
    this.synchronous = true;
    return this;
  }

  /**
   * Whether penalties act on variables of one dimension too, as SameDiff's own do and as is the
   * default, or on those of two and more only.
   */
  public SameDiffBiasListenerBuilder penalizeBiases(boolean penalizeBiases) {
    this.penalizeBiases = penalizeBiases;
    return this;
  }

  /**
   * How many samples may be at work or waiting, {@value
   * ImplicitBiasListenerBuilder#DEFAULT_QUEUE_CAPACITY} by default.
   *
   * @throws IllegalArgumentException when below 1
   */
  public SameDiffBiasListenerBuilder queueCapacity(int queueCapacity) {
    if (queueCapacity < 1) {
      throw new IllegalArgumentException(
          "the queue must hold at least 1 sample, was " + queueCapacity);
    }
    this.queueCapacity = queueCapacity;
    return this;
  }

  /** Name of the run in metrics, {@code default} by default. */
  public SameDiffBiasListenerBuilder run(String run) {
    this.run = run;
    return this;
  }

  /** Name of the model in metrics, {@code default} by default. */
  public SameDiffBiasListenerBuilder model(String model) {
    this.model = model;
    return this;
  }

  /** Called on the worker's thread with the snapshot after each sample. */
  public SameDiffBiasListenerBuilder onSnapshot(Consumer<MonitorSnapshot> subscriber) {
    subscribers.add(subscriber);
    return this;
  }

  /**
   * Builds the listener and adds it to the graph's.
   *
   * @throws IllegalArgumentException as {@link #build}
   */
  public SameDiffBiasListener attach(SameDiff graph) {
    SameDiffBiasListener listener = build(graph);
    graph.addListeners(listener);
    return listener;
  }

  /**
   * Builds the listener for a graph with its training configuration, without adding it. Nothing of
   * the graph is changed.
   *
   * @throws IllegalArgumentException when the settings do not fit each other or the graph, or the
   *     graph's steps cannot be referenced; says what was given, what is allowed and what to do
   */
  public SameDiffBiasListener build(SameDiff graph) {
    if (reference == null) {
      throw new IllegalArgumentException(
          "no reference was given; choose one of Reference.fullBatch(probe), withoutPenalties() and"
              + " fullBatch(probe).andWithoutPenalties()");
    }
    ImplicitBiasListenerBuilder.refuseRegularizers(regularizers);
    Identity identity = new Identity(run, model, reference.name());
    StepQueue<SameDiffStep> queue = new StepQueue<>(queueCapacity, "lambdascope-" + run);
    try {
      Reference chosen = reference;
      boolean objectiveUsed = regularizers.stream().anyMatch(Regularizer::usesObjective);
      SameDiffReference compared =
          queue.call(
              () -> {
                SameDiffReference made = new SameDiffReference(chosen, graph, objectiveUsed);
                made.tryProbe();
                return made;
              });
      List<CandidateColumn> columns =
          queue.call(
              () -> CandidateColumn.of(regularizers, groups, compared.layout(), penalizeBiases));
      queue.fill(compared::newStep);
      Monitor.Builder monitor =
          Monitor.builder(
                  identity,
                  columns.stream().map(c -> new Term(c.regularizer().name(), c.group())).toList(),
                  estimator.copy())
              .stride(stride.iterations())
              .queue(queue.capacity(), queue::depth);
      subscribers.forEach(monitor::subscriber);
      return new SameDiffBiasListener(
          graph,
          monitor.build(),
          queue,
          new GradientMatcher<>(compared, columns),
          stride,
          synchronous);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }
}
