package io.lambdascope.dl4j;

import io.lambdascope.core.record.StateFile;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.dl4j.samediff.SameDiffStep;
import java.io.IOException;
import java.nio.file.Path;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Estimates the implicit regularization Λ(t) of a SameDiff training run while it runs: what {@link
 * ImplicitBiasListener} is for DL4J networks, with the same equations, for the references full
 * batch and without penalties.
 *
 * <p>Training is by {@code fit} with the graph's {@code TrainingConfig}; its loss must be a mean
 * over examples. One segment stands for each variable that the loss depends on, a weight when it
 * has two dimensions or more. {@code l1(c)}, {@code l2(c)}, {@code weightDecay(c, true)} show as λ
 * = c, c/2 and c/2, {@code weightDecay(c, false)} as c/(2η).
 *
 * <p><b>What it does to training.</b> Nothing but time: variables after training are the same to
 * the last bit with and without it. No exception leaves it; failures are counted in the snapshot,
 * and after repeated ones it detaches itself. Asynchronous unless told otherwise.
 *
 * <p><b>Threads.</b> Callbacks come from the one thread that trains; {@link #snapshot} and {@link
 * #close} may be called from any. Of other graphs only iterations are counted, as {@link
 * SkipReason#FOREIGN_MODEL}. Do not add operations or variables to the graph while it is attached.
 *
 * <p><b>Cost.</b> On the training thread, at sampled iterations, copies of O(p). In the worker's
 * time, a gradient of the probe for the full batch, none for penalties alone. Memory: one copy of
 * the graph, some vectors of the variables' length, and the queue's buffers; nothing grows with
 * time.
 *
 * <pre>{@code
 * try (SameDiffBiasListener listener =
 *     SameDiffBiasListener.builder()
 *         .reference(Reference.fullBatch(Probe.of(trainingSet)))
 *         .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
 *         .attach(graph)) {
 *   graph.fit(data, epochs);
 *   System.out.println(listener.snapshot().estimate());
 * }
 * }</pre>
 */
public final class SameDiffBiasListener extends BaseListener
    implements SnapshotSource, AutoCloseable {

  /** Under which name a graph keeps what computes its gradients; its own callbacks come from it. */
  private static final String GRADIENT_FUNCTION = "grad";

  private final SameDiff graph;
  private final StepSampler<SameDiffStep> sampler;

  SameDiffBiasListener(SameDiff graph, StepSampler<SameDiffStep> sampler) {
    this.graph = graph;
    this.sampler = sampler;
  }

  /** Starts the settings of a listener. Only the reference has no default. */
  public static SameDiffBiasListenerBuilder builder() {
    return new SameDiffBiasListenerBuilder();
  }

  @Override
  public MonitorSnapshot snapshot() {
    return sampler.monitor().snapshot();
  }

  /**
   * Saves the monitor's state, to go with a file of the model saved between two fits; {@code
   * restoreState} of the builder goes on from it. Samples that still wait for the worker are not in
   * it. The file is replaced as a whole or not at all.
   *
   * @throws IOException when it cannot be written
   * @throws IllegalArgumentException when the estimator is none of this library's
   */
  public void saveState(Path file) throws IOException {
    new StateFile(file).save(sampler.monitor().state());
  }

  /**
   * Finishes the samples already taken and ends the worker. The last snapshot stays readable;
   * callbacks after this do nothing. May be called more than once.
   */
  @Override
  public void close() {
    sampler.close();
  }

  @Override
  public boolean isActive(Operation operation) {
    return operation == Operation.TRAINING;
  }

  /** Decides whether the iteration is sampled. */
  @Override
  public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
    if (sampler.monitor().isActive()) {
      sampler.timed(() -> begin(sd, at));
    }
  }

  @SuppressWarnings("ReferenceEquality") // equality of graphs compares all their arrays
  private void begin(SameDiff sd, At at) {
    if (sd != graph) {
      if (sampler.concerns(at.iteration())) {
        sampler.monitor().skip(SkipReason.FOREIGN_MODEL);
      }
      return;
    }
    sampler.drop();
    SameDiffStep step = sampler.isDue(at.iteration()) ? sampler.take(at.iteration()) : null;
    if (step != null) {
      step.begin(at);
    }
  }

  /** Copies a gradient before penalties and updater change it in place. */
  @Override
  public void activationAvailable(
      SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, String varName, INDArray activation) {
    SameDiffStep step = sampler.pending();
    if (step != null && isOwn(sd)) {
      sampler.timed(() -> step.activation(sd, varName, activation, graph));
    }
  }

  /** Copies a variable and what is about to be subtracted from it. */
  @Override
  public void preUpdate(SameDiff sd, At at, Variable v, INDArray update) {
    SameDiffStep step = sampler.pending();
    if (step != null && isOwn(sd)) {
      sampler.timed(() -> step.update(v, update, graph));
    }
  }

  /** Hands the step to the worker. */
  @Override
  public void iterationDone(SameDiff sd, At at, MultiDataSet dataSet, Loss loss) {
    if (!sampler.monitor().isClosed() && isOwn(sd)) {
      sampler.done(at.iteration(), at.epoch(), loss::totalLoss, SameDiffBiasListener::end);
    }
  }

  /**
   * Whether a gradient function is that of the graph the listener was built for. Any thread; the
   * graph makes one when there is none and it is fitted.
   */
  @SuppressWarnings("ReferenceEquality") // equality of graphs compares all their arrays
  private boolean isOwn(SameDiff function) {
    return function == graph.getFunction(GRADIENT_FUNCTION);
  }

  private static boolean end(SameDiffStep step) {
    step.end();
    return true;
  }
}
