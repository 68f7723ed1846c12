package io.lambdascope.dl4j;

import io.lambdascope.core.estimate.EstimatorDocument;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.monitor.MonitorBuilder;
import io.lambdascope.core.record.LogHeader;
import io.lambdascope.core.record.ObservationLogWriter;
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
import io.lambdascope.dl4j.schedule.OverheadBudget;
import io.lambdascope.dl4j.schedule.Pace;
import io.lambdascope.dl4j.schedule.Schedule;
import io.lambdascope.dl4j.schedule.Stride;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The settings that listeners of all kinds of models have in common. Not synchronized; each builder
 * makes one listener.
 *
 * <p>Serializable where what it was given is: all of this library but a streaming probe;
 * subscribers, regularizers and estimators of the user's own where they are.
 *
 * @param <B> the builder itself
 */
abstract sealed class ListenerBuilder<B extends ListenerBuilder<B>> implements Serializable
    permits ImplicitBiasListenerBuilder, SameDiffBiasListenerBuilder {

  private static final long serialVersionUID = 1;

  /** The share of training time that the monitor may take. */
  public static final double DEFAULT_OVERHEAD_BUDGET = 0.05;

  /** In iterations: some epochs of a small run, and room for samples at the default budget. */
  public static final double DEFAULT_HALF_LIFE = 200;

  /** One sample at work and one waiting. */
  public static final int DEFAULT_QUEUE_CAPACITY = 2;

  private @Nullable Reference reference;
  private @Nullable List<Regularizer> regularizers;
  private ParameterGroups groups = ParameterGroups.total();
  private transient OnlineEstimator estimator = new ForgettingEstimator(DEFAULT_HALF_LIFE);
  private Schedule schedule = new OverheadBudget(DEFAULT_OVERHEAD_BUDGET);
  private transient LongSupplier clock = System::nanoTime;
  private boolean synchronous;
  private boolean penalizeBiases;
  private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
  private String run = "default";
  private String model = "default";
  private final List<Consumer<MonitorSnapshot>> subscribers = new ArrayList<>();

  private Keeping keeping = Keeping.NOTHING;
  private long iterationsDone;

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
   * Samples as often as this share of training time allows, measured in wall time: {@value
   * #DEFAULT_OVERHEAD_BUDGET} by default. See {@link OverheadBudget} for what is measured, the
   * first samples, and how a random subset follows. Takes the place of a stride set before.
   *
   * @param fraction above 0 and at most 1
   * @throws IllegalArgumentException when it is not
   */
  public B overheadBudget(double fraction) {
    this.schedule = new OverheadBudget(fraction);
    return self();
  }

  /**
   * Samples every N-th iteration, whatever that costs, in place of an overhead budget.
   *
   * @throws IllegalArgumentException when below 1
   */
  public B stride(long iterations) {
    this.schedule = new Stride(iterations);
    return self();
  }

  /** The clock that the monitor's and training's time is measured with, in nanoseconds. */
  final B clock(LongSupplier clock) {
    this.clock = clock;
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

  /**
   * Appends the statistics of each observation to a log of at most {@value
   * ObservationLogWriter#DEFAULT_MAX_BYTES} bytes, from which Λ(t) can be estimated again
   * otherwise; not done by default. See {@link #record(Path, long)}.
   */
  public B record(Path log) {
    return record(log, ObservationLogWriter.DEFAULT_MAX_BYTES);
  }

  /**
   * Appends the statistics of each observation to a log. One that is there is gone on with, when it
   * is of the same run, model, reference and terms and the network has been trained before; that of
   * a network that is to begin anew is moved aside to {@code NAME.earlier-N}.
   *
   * @param maxBytes bound of the log's two files together; beyond it the older half is dropped
   */
  public B record(Path log, long maxBytes) {
    keeping = keeping.withLog(log, maxBytes);
    return self();
  }

  /**
   * Saves the monitor's state in a directory, such as that of the checkpoints, and goes on from
   * there when there is one: with the estimate as it was, in place of what {@link #estimator} has
   * observed. Not done by default.
   *
   * <p>The file is {@code lambdascope-RUN-MODEL-REFERENCE.json}. It is written when the listener is
   * built, every {@value Monitor#DEFAULT_SAMPLES_TO_SAVE} samples, and at close. What the log of
   * {@link #record} has beyond it is taken from there, so that with a log nothing is lost.
   * Iterations that training repeats from an older checkpoint are counted as {@link
   * io.lambdascope.core.snapshot.SkipReason#EARLIER_ITERATION} and not taken in twice.
   *
   * <p>A state that is damaged, or of other settings, is named in a warning and moved aside, and
   * the monitor starts afresh, from the log where there is one. So is the state of an earlier run
   * of the same name when the network is at iteration 0: its weights are other ones.
   */
  public B resume(Path directory) {
    keeping = keeping.withDirectory(directory);
    return self();
  }

  /**
   * Goes on from a file of {@code saveState}, for a network read from the file saved with it. The
   * file is not changed. One that is damaged or of other settings is named in a warning, and the
   * monitor starts afresh.
   */
  public B restoreState(Path file) {
    keeping = keeping.withFile(file);
    return self();
  }

  /** Notes how many iterations the model has done when the listener is built for it. */
  final void iterationsDone(long iterations) {
    this.iterationsDone = iterations;
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
  final Identity identity(String reference) {
    return new Identity(run, model, reference);
  }

  /** The share of training time that samples may take; empty where their stride is fixed. */
  final OptionalDouble budget() {
    return schedule.budget();
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

  /** Puts monitor, queue and matcher together, for samples of one step. */
  final <S> StepSampler<S> newSampler(
      Identity identity,
      StepQueue<S> queue,
      StepReference<S> engine,
      List<CandidateColumn> columns,
      ToIntFunction<S> iterationOf) {
    return newSampler(
        identity, queue, engine, columns, iterationOf, DoubleUnaryOperator.identity());
  }

  /**
   * Puts monitor, queue and matcher together.
   *
   * @param stride iterations from one sample to the next, of what the pace says
   */
  final <S> StepSampler<S> newSampler(
      Identity identity,
      StepQueue<S> queue,
      StepReference<S> engine,
      List<CandidateColumn> columns,
      ToIntFunction<S> iterationOf,
      DoubleUnaryOperator stride) {
    Pace pace = schedule.start(engine.smallestProbeShare());
    List<Term> terms =
        columns.stream().map(c -> new Term(c.regularizer().name(), c.group())).toList();
    Supplier<MonitorBuilder> settings =
        () ->
            Monitor.builder(identity, terms, estimator.copy())
                .provenance(engine.provenance())
                .platform(TrainingPlatform.get())
                .stride(() -> stride.applyAsDouble(pace.stride()), budget())
                .queue(queue.capacity(), queue::depth);
    Monitor monitor =
        new Resumption(
                keeping,
                new LogHeader(identity, terms, engine.layout().trainedParameters()),
                iterationsDone)
            .monitor(settings, subscribers);
    long lastSampled =
        monitor
            .snapshot()
            .latest()
            .map(latest -> latest.sample().iteration())
            .or(() -> estimator.estimate().map(LambdaEstimate::iteration))
            .orElse(-1L);
    return new StepSampler<>(
        monitor,
        queue,
        new GradientMatcher<>(engine, columns),
        iterationOf,
        pace,
        clock,
        lastSampled,
        synchronous);
  }

  /** The name under which the settings are known before there is a model. */
  final Identity unboundIdentity() {
    return new Identity(run, model, reference == null ? "none" : reference.name());
  }

  /**
   * Refuses what cannot be serialized, by its name.
   *
   * @throws NotSerializableException which setting it is, and what to do
   */
  final void refuseUnserializable() throws NotSerializableException {
    refuse("the reference " + reference, reference, "give a probe that is no stream");
    refuse(
        "the groups of parameters", groups, "let their filters capture serializable values only");
    if (regularizers != null) {
      for (Regularizer regularizer : regularizers) {
        refuse(
            "the regularizer " + regularizer.name(), regularizer, "let its class be Serializable");
      }
    }
    for (Consumer<MonitorSnapshot> subscriber : subscribers) {
      refuse(
          "the subscriber %s (number %d)"
              .formatted(subscriber.getClass().getName(), subscribers.indexOf(subscriber) + 1),
          subscriber,
          "let its class be Serializable, or cast a lambda to (Consumer<MonitorSnapshot> &"
              + " Serializable)");
    }
    try {
      EstimatorDocument.write(estimator);
    } catch (IllegalArgumentException e) {
      throw new NotSerializableException("the listener cannot be serialized: " + e.getMessage());
    }
  }

  private static void refuse(String what, @Nullable Object part, String remedy)
      throws NotSerializableException {
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(part);
    } catch (IOException e) {
      throw new NotSerializableException(
          "the listener cannot be serialized, because %s cannot (%s); %s"
              .formatted(what, e, remedy));
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeObject(EstimatorDocument.write(estimator));
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    try {
      estimator = EstimatorDocument.read((String) in.readObject());
    } catch (IllegalArgumentException e) {
      throw (InvalidObjectException) new InvalidObjectException(e.getMessage()).initCause(e);
    }
    clock = System::nanoTime;
  }
}
