package io.lambdascope.dl4j;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.StepReference;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.DefaultCandidates;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.schedule.Stride;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The settings that listeners of all kinds of models have in common. Not synchronized; each builder
 * makes one listener.
 *
 * @param <B> the builder itself
 */
abstract sealed class ListenerBuilder<B extends ListenerBuilder<B>>
    permits ImplicitBiasListenerBuilder, SameDiffBiasListenerBuilder {

  /** Iterations from one sample to the next: frequent enough to see a run of some hundred. */
  public static final long DEFAULT_STRIDE = 10;

  /** In iterations: some epochs of a small run, and enough samples at the default stride. */
  public static final double DEFAULT_HALF_LIFE = 200;

  /** One sample at work and one waiting. */
  public static final int DEFAULT_QUEUE_CAPACITY = 2;

  private @Nullable Reference reference;
  private @Nullable List<Regularizer> regularizers;
  private ParameterGroups groups = ParameterGroups.total();
  private OnlineEstimator estimator = new ForgettingEstimator(DEFAULT_HALF_LIFE);
  private Stride stride = new Stride(DEFAULT_STRIDE);
  private boolean synchronous;
  private boolean penalizeBiases;
  private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
  private String run = "default";
  private String model = "default";
  private final List<Consumer<MonitorSnapshot>> subscribers = new ArrayList<>();

  ListenerBuilder(boolean penalizeBiases) {
    this.penalizeBiases = penalizeBiases;
  }

  abstract B self();

  /** What the steps are compared with. Must be set. */
  public B reference(Reference reference) {
    this.reference = reference;
    return self();
  }

  /**
   * The candidates, in place of any given before. By default they follow the updater: {@link
   * Regularizers#l2} and, for Sgd and Nesterovs, {@link Regularizers#gradientNorm}, for all others
   * {@link Regularizers#gradientOneNorm}; with a reference that computes no gradient, such as
   * {@link Reference#withoutPenalties}, {@code l2} and {@link Regularizers#l1}.
   */
  public B regularizers(Regularizer... regularizers) {
    return regularizers(List.of(regularizers));
  }

  /** As {@link #regularizers(Regularizer...)}, for families such as an elastic net. */
  public B regularizers(List<Regularizer> regularizers) {
    this.regularizers = List.copyOf(regularizers);
    return self();
  }

  /**
   * The groups of parameters that have coefficients of their own; by default one of all, {@link
   * ParameterGroups#total}.
   */
  public B groups(ParameterGroups groups) {
    this.groups = groups;
    return self();
  }

  /**
   * How Λ(t) is estimated from the observations: by default with a half-life of {@value
   * #DEFAULT_HALF_LIFE} iterations. A copy is used.
   */
  public B estimator(OnlineEstimator estimator) {
    this.estimator = estimator;
    return self();
  }

  /**
   * Samples every N-th iteration, {@value #DEFAULT_STRIDE} by default.
   *
   * @throws IllegalArgumentException when below 1
   */
  public B stride(long iterations) {
    this.stride = new Stride(iterations);
    return self();
  }

  /** Lets training wait until each sample is worked through, so that none is dropped. */
  public B synchronous() {
    this.synchronous = true;
    return self();
  }

  /**
   * Whether penalties act on biases and the like too, as in the paper, or on weights only. By
   * default as the model's own penalties do: on weights only in a network, on all variables in a
   * SameDiff graph.
   */
  public B penalizeBiases(boolean penalizeBiases) {
    this.penalizeBiases = penalizeBiases;
    return self();
  }

  /**
   * How many samples may be at work or waiting, {@value #DEFAULT_QUEUE_CAPACITY} by default. Each
   * has buffers of a few parameter vectors.
   *
   * @throws IllegalArgumentException when below 1
   */
  public B queueCapacity(int queueCapacity) {
    if (queueCapacity < 1) {
      throw new IllegalArgumentException(
          "the queue must hold at least 1 sample, was " + queueCapacity);
    }
    this.queueCapacity = queueCapacity;
    return self();
  }

  /** Name of the run in metrics, {@code default} by default. */
  public B run(String run) {
    this.run = run;
    return self();
  }

  /** Name of the model in metrics, {@code default} by default. */
  public B model(String model) {
    this.model = model;
    return self();
  }

  /** Called on the worker's thread with the snapshot after each sample. */
  public B onSnapshot(Consumer<MonitorSnapshot> subscriber) {
    subscribers.add(subscriber);
    return self();
  }

  /** Name of the run. */
  final String run() {
    return run;
  }

  /**
   * The reference, once the settings by themselves are found to be in order.
   *
   * @param choices those there are for the model, for the message
   * @throws IllegalArgumentException when there is none, or regularizers have no names of their own
   */
  final Reference chosenReference(String choices) {
    if (reference == null) {
      throw new IllegalArgumentException("no reference was given; choose one of " + choices);
    }
    if (regularizers != null) {
      refuseNames(regularizers.stream().map(Regularizer::name).toList());
    }
    return reference;
  }

  private static void refuseNames(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no regularizer was given; give at least one, for example Regularizers.l2()");
    }
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          ("each regularizer may stand once by name, given were %s; drop the repeated one, or give"
                  + " one of your own another name")
              .formatted(names));
    }
    for (String name : names) {
      if (!name.matches("[a-z][a-z0-9_]*")) {
        throw new IllegalArgumentException(
            "the name of a regularizer is lower case letters, digits and underscores, was \"%s\""
                .formatted(name));
      }
    }
  }

  /** The name of everything that is exported. */
  final Identity identity(Reference chosen) {
    return new Identity(run, model, chosen.name());
  }

  final <S> StepQueue<S> newQueue() {
    return new StepQueue<>(queueCapacity, "lambdascope-" + run);
  }

  /**
   * The columns of Φ. On the worker's thread, to which what regularizers make for themselves
   * belongs.
   *
   * @param objectiveAtHand whether the reference has data that it computes gradients on
   */
  final List<CandidateColumn> columns(ParameterLayout layout, boolean objectiveAtHand) {
    List<Regularizer> chosen =
        regularizers == null ? DefaultCandidates.of(layout, objectiveAtHand) : regularizers;
    return CandidateColumn.of(chosen, groups, layout, penalizeBiases);
  }

  /** Whether a regularizer that was given is made of the objective's gradient. */
  final boolean givenUseObjective() {
    return regularizers != null && regularizers.stream().anyMatch(Regularizer::usesObjective);
  }

  static boolean useObjective(List<CandidateColumn> columns) {
    return columns.stream().anyMatch(column -> column.regularizer().usesObjective());
  }

  /** Puts monitor, queue and matcher together. */
  final <S> StepSampler<S> newSampler(
      Identity identity,
      StepQueue<S> queue,
      StepReference<S> engine,
      List<CandidateColumn> columns,
      ToIntFunction<S> iterationOf) {
    Monitor.Builder monitor =
        Monitor.builder(
                identity,
                columns.stream().map(c -> new Term(c.regularizer().name(), c.group())).toList(),
                estimator.copy())
            .provenance(engine.provenance())
            .stride(stride.iterations())
            .queue(queue.capacity(), queue::depth);
    subscribers.forEach(monitor::subscriber);
    return new StepSampler<>(
        monitor.build(),
        queue,
        new GradientMatcher<>(engine, columns),
        iterationOf,
        stride,
        estimator.estimate().map(LambdaEstimate::iteration).orElse(-1L),
        synchronous);
  }
}
