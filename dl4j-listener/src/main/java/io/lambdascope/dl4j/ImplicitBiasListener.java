package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;
import io.lambdascope.dl4j.preflight.PreflightCheck;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.ReferenceEngine;
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
 * <p><b>Cost.</b> What the reference costs, see there, in the worker's time. Memory: two networks,
 * a few parameter vectors, and the queue's buffers; nothing grows with time.
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
public final class ImplicitBiasListener implements TrainingListener, SnapshotSource, AutoCloseable {

  private final Session session;

  ImplicitBiasListener(Session session) {
    this.session = session;
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

  /** What was said of the network when this listener was built for it. */
  public Preflight preflight() {
    return session.preflight();
  }

  @Override
  public MonitorSnapshot snapshot() {
    return session.monitor().snapshot();
  }

  /**
   * Finishes the samples already taken and ends the worker. The last snapshot stays readable;
   * callbacks after this do nothing. May be called more than once.
   */
  @Override
  public void close() {
    session.close();
  }

  /**
   * Copies what the updater will overwrite. DL4J calls this with the raw gradient, before {@link
   * #onGradientCalculation} and the updater, whatever its documentation says; after it a
   * ComputationGraph lets go of its labels.
   */
  @Override
  public void onBackwardPass(Model model) {
    if (!session.monitor().isActive()) {
      return;
    }
    if (model == session.network().model()) {
      session.backwardPass();
    } else {
      skipForeign(model);
    }
  }

  /** Any thread; touches nothing of the network's training thread. */
  private void skipForeign(Model model) {
    try {
      if (!Network.canWrap(model) || session.isDue(Network.of(model).iteration())) {
        session.monitor().skip(SkipReason.FOREIGN_MODEL);
      }
    } catch (Throwable t) {
      session.fail(t);
    }
  }

  /** Copies the update and hands the step to the worker. */
  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    if (!session.monitor().isClosed() && model == session.network().model()) {
      session.iterationDone(iteration, epoch);
    }
  }

  @Override
  public void onEpochStart(Model model) {
    if (session.monitor().isActive() && model == session.network().model()) {
      session.epochStart();
    }
  }

  @Override
  public void onEpochEnd(Model model) {
    if (session.monitor().isActive() && model == session.network().model()) {
      session.epochEnd();
    }
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {}

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {}

  @Override
  public void onGradientCalculation(Model model) {}
}
