package io.lambdascope.dl4j.capture;

import io.lambdascope.dl4j.network.LayerStates;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.TrainingSetup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One training step θ_t → θ_{t+1} = θ_t − u_t, copied into buffers of its own.
 *
 * <p>Mutable and reused, because a fresh vector of 10⁶ floats costs more in page faults than the
 * copy itself: the training thread fills it by {@link #before} and {@link #after}, hands it to the
 * worker, and touches it again only when the worker has given it back. Vectors are [length] in the
 * network's data type.
 */
public final class CapturedStep {

  private CaptureNeeds needs;
  private final INDArray parameters;
  private final INDArray update;
  private @Nullable INDArray rawGradient;
  private @Nullable INDArray stateBefore;
  private @Nullable INDArray stateAfter;
  private final Map<Integer, INDArray> features = new HashMap<>();
  private final Map<Integer, INDArray> labels = new HashMap<>();
  private final Map<Integer, INDArray> featureMasks = new HashMap<>();
  private final Map<Integer, INDArray> labelMasks = new HashMap<>();
  private final Map<Integer, INDArray> layerMasks = new HashMap<>();
  private final Map<Integer, Map<String, INDArray>> carried = new HashMap<>();
  private @Nullable TrainingSetup setup;
  private boolean firstStep;
  private int iteration;
  private int epoch;
  private int batchSize;

  /**
   * Allocates.
   *
   * @param length of the flattened parameter vector
   * @param stateLength of the updater's state vector
   */
  public CapturedStep(CaptureNeeds needs, DataType type, long length, long stateLength) {
    this.needs = needs;
    this.parameters = Nd4j.create(type, length);
    this.update = Nd4j.create(type, length);
    this.rawGradient = needs.rawGradient() ? Nd4j.create(type, length) : null;
    boolean hasState = needs.updaterState() && stateLength > 0;
    this.stateBefore = hasState ? Nd4j.create(type, stateLength) : null;
    this.stateAfter = hasState ? Nd4j.create(type, stateLength) : null;
  }

  /**
   * Takes note of what the network trains by since it was changed, and makes the buffers that are
   * needed now and were not before. Training thread, ahead of {@link #before}.
   */
  public void follow(TrainingSetup setup, CaptureNeeds needs) {
    this.setup = setup;
    this.needs = needs;
    if (needs.rawGradient() && rawGradient == null) {
      rawGradient = parameters.like();
    }
  }

  /** Copies what there is between backpropagation and the updater. Training thread. */
  public void before(Network network) {
    iteration = network.iteration();
    epoch = network.epoch();
    batchSize = network.batchSize();
    parameters.assign(network.parameters());
    if (rawGradient != null) {
      rawGradient.assign(network.gradient());
    }
    if (needs.updaterState()) {
      INDArray state = network.updaterState();
      firstStep = state == null;
      stateBefore = copyState(state, stateBefore);
    }
    if (needs.miniBatch()) {
      copy(network.batch());
    }
  }

  private void copy(MiniBatch batch) {
    copy(numbered(batch.features()), features);
    copy(numbered(batch.labels()), labels);
    copy(batch.featureMasks(), featureMasks);
    copy(batch.labelMasks(), labelMasks);
    copy(batch.layers().masks(), layerMasks);
    carried.keySet().retainAll(batch.layers().carried().keySet());
    batch
        .layers()
        .carried()
        .forEach(
            (layer, state) -> copy(state, carried.computeIfAbsent(layer, i -> new HashMap<>())));
  }

  /** Copies what there is after the step. Training thread. */
  public void after(Network network) {
    update.assign(network.gradient());
    if (needs.updaterState()) {
      stateAfter = copyState(network.updaterState(), stateAfter);
    }
  }

  /** Into the buffer where that is as long, as it is while the updaters are the same. */
  private static @Nullable INDArray copyState(@Nullable INDArray state, @Nullable INDArray buffer) {
    return state == null ? buffer : copy(state.reshape(state.length()), buffer);
  }

  /**
   * Into the arrays of the step before where the shapes agree, as they nearly always do. DL4J calls
   * both callbacks outside its workspaces, so new arrays outlive the iteration. What the step
   * before had and this one has not, a mask for example, goes.
   */
  private static <K> void copy(Map<K, INDArray> from, Map<K, INDArray> to) {
    to.keySet().retainAll(from.keySet());
    from.forEach((key, source) -> to.compute(key, (k, buffer) -> copy(source, buffer)));
  }

  private static INDArray copy(INDArray source, @Nullable INDArray buffer) {
    return buffer != null && buffer.equalShapes(source) && buffer.dataType() == source.dataType()
        ? buffer.assign(source)
        : source.dup();
  }

  private static Map<Integer, INDArray> numbered(List<INDArray> arrays) {
    Map<Integer, INDArray> numbered = new HashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      numbered.put(i, arrays.get(i));
    }
    return numbered;
  }

  private static List<INDArray> listed(Map<Integer, INDArray> numbered) {
    return IntStream.range(0, numbered.size()).mapToObj(numbered::get).toList();
  }

  /** What the network trained by; null while that is what it was when it was first looked at. */
  public @Nullable TrainingSetup setup() {
    return setup;
  }

  /** DL4J's number of the iteration. */
  public int iteration() {
    return iteration;
  }

  /** DL4J's number of the epoch. */
  public int epoch() {
    return epoch;
  }

  /** Examples in the mini-batch. */
  public int batchSize() {
    return batchSize;
  }

  /** θ_t. */
  public INDArray parameters() {
    return parameters;
  }

  /** u_t = θ_t − θ_{t+1}, as the updater left it: without the rounding of that subtraction. */
  public INDArray update() {
    return update;
  }

  /** The raw gradient. */
  public INDArray rawGradient() {
    if (rawGradient == null) {
      throw new IllegalStateException("the raw gradient was not captured");
    }
    return rawGradient;
  }

  /**
   * The updater's state before the step; null before the first one, when it is the initial state.
   */
  public @Nullable INDArray stateBefore() {
    return firstStep ? null : stateBefore;
  }

  /** The updater's state after the step; null when it has none. */
  public @Nullable INDArray stateAfter() {
    return stateAfter;
  }

  /** Whether the examples were captured. */
  public boolean hasBatch() {
    return needs.miniBatch();
  }

  /** The examples, with their masks and what was carried into them. */
  public MiniBatch batch() {
    if (!needs.miniBatch()) {
      throw new IllegalStateException("the mini-batch was not captured");
    }
    return new MiniBatch(
        listed(features),
        listed(labels),
        featureMasks,
        labelMasks,
        new LayerStates(layerMasks, carried));
  }
}
