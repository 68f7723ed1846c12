package io.lambdascope.dl4j.capture;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The training steps of a window, θ_t → θ_{t+K}: the parameters at both ends, and the mini-batches
 * between, in the order of training.
 *
 * <p>Mutable and reused as {@link CapturedStep} is: the training thread fills it, hands it to the
 * worker, and touches it again only when the worker has given it back. Vectors are [length] in the
 * network's data type. Costs the training thread two copies of the parameters a window and one of
 * each mini-batch, to memory or, beyond the window's bound, to a file.
 */
public final class CapturedWindow implements AutoCloseable {

  private final INDArray start;
  private final INDArray end;
  private final RecordedBatches batches;
  private final List<WindowStep> steps = new ArrayList<>();
  private boolean closed;

  /**
   * Allocates.
   *
   * @param length of the flattened parameter vector
   */
  public CapturedWindow(Window window, DataType type, long length) {
    this.start = Nd4j.create(type, length);
    this.end = Nd4j.create(type, length);
    this.batches = new RecordedBatches(window.memoryBytes());
  }

  /** Forgets the window before, and copies θ_t. Between backpropagation and the updater. */
  public void begin(Network network) {
    steps.clear();
    batches.clear();
    start.assign(network.parameters());
  }

  /** Copies the mini-batch of a step. Between backpropagation and the updater. */
  public synchronized void add(Network network) {
    if (closed) {
      throw new IllegalStateException("the listener was closed in the middle of a window");
    }
    batches.add(network.batch());
    steps.add(new WindowStep(network.iteration(), network.epoch()));
  }

  /** Copies θ_{t+K}. */
  public void end(Network network) {
    end.assign(network.parameters());
  }

  /** Whether a step would follow on the last one; any is the first. */
  public boolean isFollowedBy(int iteration) {
    return steps.isEmpty() || iteration == steps.get(steps.size() - 1).iteration() + 1;
  }

  /** DL4J's number of the first iteration. */
  public int iteration() {
    return steps.get(0).iteration();
  }

  /** The steps in order. */
  public List<WindowStep> steps() {
    return steps;
  }

  /** θ_t. */
  public INDArray start() {
    return start;
  }

  /** θ_{t+K}. */
  public INDArray end() {
    return end;
  }

  /** The mini-batch of the k-th step, in memory or read back; hold it no longer than needed. */
  public MiniBatch batch(int k) {
    return batches.get(k);
  }

  /** Examples in the mini-batch of the k-th step. */
  public int examples(int k) {
    return batches.size(k);
  }

  /** Whether all mini-batches are in memory. */
  public boolean isAllHeld() {
    return batches.isAllHeld();
  }

  /** Bytes of mini-batches in memory. */
  public long heldBytes() {
    return batches.heldBytes();
  }

  /** Deletes the temporary file, if there is one. The window is of no use after. */
  @Override
  public synchronized void close() {
    closed = true;
    batches.close();
  }
}
