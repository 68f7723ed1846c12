package io.lambdascope.dl4j;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;
import io.lambdascope.dl4j.preflight.PreflightCheck;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.ReferenceConfiguration;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import io.lambdascope.dl4j.reference.TruncatedBackpropagation;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.DefaultCandidates;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.schedule.Stride;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of an {@link ImplicitBiasListener}. Not synchronized; each builder makes one
 * listener.
 *
 * <p>What is wrong with the settings or with the network is said by {@link #build} and {@link
 * #attach}, so that nothing can fail later for such a reason.
 */
public final class ImplicitBiasListenerBuilder {

  /** Iterations from one sample to the next: frequent enough to see a run of some hundred. */
  public static final long DEFAULT_STRIDE = 10;

  /** In iterations: some epochs of a small run, and enough samples at the default stride. */
  public static final double DEFAULT_HALF_LIFE = 200;

  /** One sample at work and one waiting. */
  public static final int DEFAULT_QUEUE_CAPACITY = 2;

  private static final Logger log = LoggerFactory.getLogger(ImplicitBiasListenerBuilder.class);

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

  ImplicitBiasListenerBuilder() {}

  /** What the steps are compared with. Must be set. */
  public ImplicitBiasListenerBuilder reference(Reference reference) {
    this.reference = reference;
    return this;
  }

  /**
   * The candidates, in place of any given before. By default they follow the updater: {@link
   * Regularizers#l2} and, for Sgd and Nesterovs, {@link Regularizers#gradientNorm}, for all others
   * {@link Regularizers#gradientOneNorm}; with a reference that computes no gradient, such as
   * {@link Reference#withoutPenalties}, {@code l2} and {@link Regularizers#l1}.
   */
  public ImplicitBiasListenerBuilder regularizers(Regularizer... regularizers) {
    return regularizers(List.of(regularizers));
  }

  /** As {@link #regularizers(Regularizer...)}, for families such as an elastic net. */
  public ImplicitBiasListenerBuilder regularizers(List<Regularizer> regularizers) {
    this.regularizers = List.copyOf(regularizers);
    return this;
  }

  /**
   * The groups of parameters that have coefficients of their own; by default one of all, {@link
   * ParameterGroups#total}.
   */
  public ImplicitBiasListenerBuilder groups(ParameterGroups groups) {
    this.groups = groups;
    return this;
  }

  /**
   * How Λ(t) is estimated from the observations: by default with a half-life of {@value
   * #DEFAULT_HALF_LIFE} iterations. A copy is used.
   */
  public ImplicitBiasListenerBuilder estimator(OnlineEstimator estimator) {
    this.estimator = estimator;
    return this;
  }

  /**
   * Samples every N-th iteration, {@value #DEFAULT_STRIDE} by default.
   *
   * @throws IllegalArgumentException when below 1
   */
  public ImplicitBiasListenerBuilder stride(long iterations) {
    this.stride = new Stride(iterations);
    return this;
  }

  /** Lets training wait until each sample is worked through, so that none is dropped. */
  public ImplicitBiasListenerBuilder synchronous() {
    this.synchronous = true;
    return this;
  }

  /**
   * Whether penalties act on biases and the like too, as in the paper, or on weights only, as
   * DL4J's own do and as is the default.
   */
  public ImplicitBiasListenerBuilder penalizeBiases(boolean penalizeBiases) {
    this.penalizeBiases = penalizeBiases;
    return this;
  }

  /**
   * How many samples may be at work or waiting, {@value #DEFAULT_QUEUE_CAPACITY} by default. Each
   * has buffers of a few parameter vectors.
   *
   * @throws IllegalArgumentException when below 1
   */
  public ImplicitBiasListenerBuilder queueCapacity(int queueCapacity) {
    if (queueCapacity < 1) {
      throw new IllegalArgumentException(
          "the queue must hold at least 1 sample, was " + queueCapacity);
    }
    this.queueCapacity = queueCapacity;
    return this;
  }

  /** Name of the run in metrics, {@code default} by default. */
  public ImplicitBiasListenerBuilder run(String run) {
    this.run = run;
    return this;
  }

  /** Name of the model in metrics, {@code default} by default. */
  public ImplicitBiasListenerBuilder model(String model) {
    this.model = model;
    return this;
  }

  /** Called on the worker's thread with the snapshot after each sample. */
  public ImplicitBiasListenerBuilder onSnapshot(Consumer<MonitorSnapshot> subscriber) {
    subscribers.add(subscriber);
    return this;
  }

  /**
   * Builds the listener and adds it to the network's.
   *
   * @throws IllegalArgumentException as {@link #build}
   */
  public ImplicitBiasListener attach(Model network) {
    ImplicitBiasListener listener = build(network);
    if (network instanceof MultiLayerNetwork multiLayer) {
      multiLayer.addListeners(listener);
    } else {
      ((ComputationGraph) network).addListeners(listener);
    }
    return listener;
  }

  /**
   * Builds the listener for a network, without adding it. The network's configuration is read and
   * its vectors are measured; nothing of it is changed.
   *
   * @throws IllegalArgumentException when the settings do not fit each other or the network, or the
   *     network's steps cannot be referenced; says what was given, what is allowed and what to do
   */
  public ImplicitBiasListener build(Model network) {
    if (reference == null) {
      throw new IllegalArgumentException(
          "no reference was given; choose one of Reference.withoutDropout(), withoutPenalties(),"
              + " fullBatch(probe) and gradientFlow(probe)");
    }
    if (regularizers != null) {
      refuseRegularizers(regularizers);
    }
    Identity identity = new Identity(run, model, reference.name());
    Network trained = Network.of(network);
    ReferenceConfiguration.refuseUnreferenceable(trained);
    TruncatedBackpropagation.refuseUnreferenceable(reference, /* objectiveUsed= */ false, trained);

    StepQueue<CapturedStep> queue = new StepQueue<>(queueCapacity, "lambdascope-" + run);
    try {
      Reference chosen = reference;
      ReferenceEngine engine =
          queue.call(
              () -> {
                ReferenceEngine made = new ReferenceEngine(chosen, trained);
                made.tryProbe();
                return made;
              });
      List<CandidateColumn> columns = queue.call(() -> columns(engine));
      boolean objectiveUsed = columns.stream().anyMatch(c -> c.regularizer().usesObjective());
      TruncatedBackpropagation.refuseUnreferenceable(chosen, objectiveUsed, trained);
      CaptureNeeds needs = engine.needs(objectiveUsed);
      queue.fill(
          () ->
              new CapturedStep(
                  needs,
                  trained.parameters().dataType(),
                  engine.layout().length(),
                  engine.stateLength()));
      Monitor.Builder monitor =
          Monitor.builder(
                  identity,
                  columns.stream().map(c -> new Term(c.regularizer().name(), c.group())).toList(),
                  estimator.copy())
              .stride(stride.iterations())
              .queue(queue.capacity(), queue::depth);
      subscribers.forEach(monitor::subscriber);
      Preflight preflight =
          PreflightCheck.of(
              trained,
              engine.layout(),
              List.of(chosen),
              columns.size(),
              columns.stream().mapToDouble(c -> c.regularizer().gradients()).sum(),
              objectiveUsed);
      log.info("The monitor of run {} was built for this network:\n{}", run, preflight);
      return new ImplicitBiasListener(
          trained,
          monitor.build(),
          queue,
          new GradientMatcher<>(engine, columns),
          stride,
          estimator.estimate().map(LambdaEstimate::iteration).orElse(-1L),
          synchronous,
          preflight);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  /** Worker thread, to which what regularizers make for themselves belongs. */
  private List<CandidateColumn> columns(ReferenceEngine engine) {
    boolean objectiveAtHand =
        engine.needs(false).miniBatch() || (reference != null && reference.probe().isPresent());
    List<Regularizer> chosen =
        regularizers == null
            ? DefaultCandidates.of(engine.layout(), objectiveAtHand)
            : regularizers;
    return CandidateColumn.of(chosen, groups, engine.layout(), penalizeBiases);
  }

  /**
   * Refuses regularizers without usable names of their own.
   *
   * @throws IllegalArgumentException with the names and what to do
   */
  static void refuseRegularizers(List<Regularizer> regularizers) {
    List<String> names = regularizers.stream().map(Regularizer::name).toList();
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
}
