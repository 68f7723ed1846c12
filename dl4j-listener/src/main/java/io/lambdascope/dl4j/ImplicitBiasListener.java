package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.record.StateFile;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;
import io.lambdascope.dl4j.preflight.PreflightCheck;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Estimates the implicit regularization Λ(t) of a Deeplearning4j training run while it runs, and
 * publishes it as {@link MonitorSnapshot}s.
 *
 * <p>At each sampled iteration the step θ_t → θ_{t+1} is copied; a worker computes what the step
 * would have been by the {@link io.lambdascope.dl4j.reference.Reference}, regresses the deviation
 * b_t = (u_t − r_t)/η_t on the gradients of the candidate regularizers, b_t = Φ_tΛ(t) + ξ_t (Eq. 4
 * and App. C of arXiv 2605.05436), and publishes Λ̂ with its doubt.
 *
 * <p><b>What it does to training.</b> Nothing but time: parameters after training are the same to
 * the last bit with and without it. No exception leaves it; failures are counted in the snapshot,
 * and after repeated ones it detaches itself. Asynchronous unless told otherwise: training waits
 * for copies of O(p) at sampled iterations and for nothing at others; when the worker is behind,
 * the sample is dropped and counted.
 *
 * <p><b>Threads.</b> The state of a step in progress belongs to the thread that trains the one
 * network the listener was built for; that may be another thread from one fit to the next.
 * Callbacks for other models, which may come from other threads at the same time, touch the
 * counters alone. {@link #snapshot} and {@link #close} may be called from any thread.
 *
 * <p><b>ParallelWrapper.</b> Its first worker trains the very network it was given, the others
 * replicas. In mode AVERAGING the first worker's local steps are observed, and those of the others
 * counted as {@link SkipReason#FOREIGN_MODEL}. In the modes that share gradients no worker's update
 * is that of its own gradient: all are counted as {@link SkipReason#SHARED_GRADIENTS}. Attach the
 * listener to the network before {@code ParallelWrapper.Builder.build()}, which takes listeners off
 * the network and keeps them for its workers, or give it to {@code ParallelWrapper.setListeners};
 * added to the network later it hears nothing, because each fit sets the network's listeners anew.
 *
 * <p><b>Cost.</b> At most {@value ImplicitBiasListenerBuilder#DEFAULT_OVERHEAD_BUDGET} of training
 * time by default, see {@link io.lambdascope.dl4j.schedule.OverheadBudget}; of a sample, what the
 * reference costs, see there, in the worker's time. Memory: two networks, a few parameter vectors,
 * and the queue's buffers; nothing grows with time.
 *
 * <p><b>Serialization.</b> What is serialized are the settings; threads, buffers, the network and
 * the estimate so far are not. A deserialized listener belongs to no network: it is built for the
 * first that calls it, in that network's first backward pass, and if that fails it says so in its
 * snapshot and the log and stays silent.
 *
 * <pre>{@code
 * try (ImplicitBiasListener listener =
 *     ImplicitBiasListener.builder()
 *         .reference(Reference.withoutDropout())
 *         .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
 *         .attach(network)) {
 *   network.fit(data, epochs);
 *   System.out.println(listener.snapshot().estimate());
 * }
 * }</pre>
 */
public final class ImplicitBiasListener
    implements TrainingListener, SnapshotSource, AutoCloseable, Serializable {

  private static final long serialVersionUID = 1;

  private final transient ImplicitBiasListenerBuilder settings;
  private final transient @Nullable LateBinding late;
  // Null before it is bound to a network and after it is closed, so that a network which keeps its
  // listeners keeps no buffers.
  private transient volatile @Nullable Session<?> session;
  private transient volatile SnapshotSource source;
  private transient volatile @Nullable Preflight preflight;

  /** For a network. */
  ImplicitBiasListener(ImplicitBiasListenerBuilder settings, Session<?> session) {
    this.settings = settings;
    this.late = null;
    this.session = session;
    this.source = session.monitor();
    this.preflight = session.preflight();
  }

  /** For the first network that calls it. */
  ImplicitBiasListener(ImplicitBiasListenerBuilder settings) {
    this.settings = settings;
    this.late = new LateBinding(settings);
    this.source = late;
  }

  /** Starts the settings of a listener. Only the reference has no default. */
  public static ImplicitBiasListenerBuilder builder() {
    return new ImplicitBiasListenerBuilder();
  }

  /**
   * What can be said of a network before it trains: explicit regularization in its configuration,
   * confounders, what will not be measured, and which references are possible at what cost. Nothing
   * of the network is changed; takes a copy of it while it lasts.
   *
   * @param network a MultiLayerNetwork or ComputationGraph, initialized
   * @param probe for the references that need one; null leaves them out
   * @throws IllegalArgumentException when the network is not initialized, or neither, or DL4J
   *     cannot make a copy of it
   */
  public static Preflight check(Model network, @Nullable Probe probe) {
    Network trained = Network.of(network);
    if (!trained.isInitialized()) {
      throw new IllegalArgumentException(
          "the network has no parameters yet; call init() on it before checking it");
    }
    // On a thread of its own, whose random generator the copy may seed.
    try (StepQueue<CapturedStep> worker = new StepQueue<>(1, "lambdascope-check")) {
      return worker.call(
          () -> PreflightCheck.ofAll(trained, ReferenceEngine.layoutOf(trained), probe));
    }
  }

  /**
   * What was said of the network when this listener was built for it.
   *
   * @throws IllegalStateException when it was deserialized and no network has called it yet
   */
  public Preflight preflight() {
    Preflight report = preflight;
    if (report == null) {
      throw new IllegalStateException(
          "this listener was deserialized and is bound to the first network that calls it, which"
              + " none has; ImplicitBiasListener.check(network, probe) tells without");
    }
    return report;
  }

  @Override
  public MonitorSnapshot snapshot() {
    return source.snapshot();
  }

  /**
   * Saves the monitor's state, to go with a file of the model saved between two fits; {@code
   * restoreState} of the builder goes on from it. Samples that still wait for the worker are not in
   * it. The file is replaced as a whole or not at all. After {@link #close} too.
   *
   * @throws IOException when it cannot be written
   * @throws IllegalArgumentException when the estimator is none of this library's
   * @throws IllegalStateException when it was deserialized and no network has called it yet
   */
  public void saveState(Path file) throws IOException {
    if (!(source instanceof Monitor monitor)) {
      throw new IllegalStateException(
          "this listener was deserialized and has no state before a network has called it; save it"
              + " after the first fit");
    }
    new StateFile(file).save(monitor.state());
  }

  /**
   * Finishes the samples already taken, ends the worker and lets go of its memory. The last
   * snapshot stays readable; callbacks after this do nothing. May be called more than once. Where
   * nobody calls it, the end of the JVM does, within {@value OpenMonitors#SHUTDOWN_SECONDS}
   * seconds.
   */
  @Override
  public void close() {
    if (late != null) {
      late.close();
    }
    Session<?> open = session;
    session = null;
    if (open != null) {
      open.close();
    }
  }

  /**
   * Copies what the updater will overwrite. DL4J calls this with the raw gradient, before {@link
   * #onGradientCalculation} and the updater, whatever its documentation says; after it a
   * ComputationGraph lets go of its labels.
   */
  @Override
  public void onBackwardPass(Model model) {
    Session<?> open = session;
    if (open == null && late != null) {
      open = bind(late, model);
    }
    if (open == null || !open.monitor().isActive()) {
      return;
    }
    if (model == open.network().model()) {
      open.backwardPass();
    } else {
      skipForeign(open, model);
    }
  }

  private @Nullable Session<?> bind(LateBinding binding, Model model) {
    Session<?> bound = binding.bind(model);
    if (bound != null) {
      session = bound;
      source = bound.monitor();
      preflight = bound.preflight();
    }
    return bound;
  }

  /** Any thread; touches nothing of the network's training thread. */
  private static void skipForeign(Session<?> open, Model model) {
    try {
      if (!Network.canWrap(model) || open.concerns(Network.of(model).iteration())) {
        open.monitor().skip(SkipReason.FOREIGN_MODEL);
      }
    } catch (Throwable t) {
      open.fail(t);
    }
  }

  /** Copies the update and hands the step to the worker. */
  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    Session<?> open = sessionOf(model);
    if (open != null) {
      open.iterationDone(iteration, epoch);
    }
  }

  /** The session, where it watches this network and is not closed. */
  private @Nullable Session<?> sessionOf(Model model) {
    Session<?> open = session;
    return open != null && !open.monitor().isClosed() && model == open.network().model()
        ? open
        : null;
  }

  @Override
  public void onEpochStart(Model model) {
    Session<?> open = sessionOf(model);
    if (open != null) {
      open.epochStart();
    }
  }

  /** Lets the worker save what there is to be saved. */
  @Override
  public void onEpochEnd(Model model) {
    Session<?> open = sessionOf(model);
    if (open != null) {
      open.epochEnd();
    }
  }

  private Object writeReplace() throws ObjectStreamException {
    settings.refuseUnserializable();
    return new Settings(settings);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a listener is serialized by its settings");
  }

  /** What travels. */
  private record Settings(ImplicitBiasListenerBuilder builder) implements Serializable {

    private Object readResolve() {
      return new ImplicitBiasListener(builder);
    }
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {}

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {}

  @Override
  public void onGradientCalculation(Model model) {}
}
