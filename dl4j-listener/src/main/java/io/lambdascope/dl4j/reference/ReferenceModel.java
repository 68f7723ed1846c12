package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.UpdaterInput.Traces;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/**
 * The monitor's own network: that of training, less the ablated causes. DL4J itself computes its
 * gradients and runs its updater, with the operations of training in their order, so that a
 * reference that ablates nothing in effect agrees with the step to the last bit.
 *
 * <p>Belongs to the worker's thread, where it is made too: making a DL4J network seeds the random
 * generator of the calling thread, and one made on the training thread would change every later
 * dropout mask.
 */
final class ReferenceModel implements GradientModel {

  private final Network network;
  private final ParameterLayout layout;
  private final Gradient gradient;
  private final INDArray gradientVector;
  private final INDArray aside;
  private final @Nullable INDArray initialState;
  private final int masks;
  private final ChunkSpread spread;

  /**
   * Of a network of the monitor's own.
   *
   * @param masks how many dropout masks a gradient is a mean over; 0 for a network without noise
   */
  ReferenceModel(Network network, int masks) {
    this.network = network;
    this.masks = masks;
    this.layout = network.layout();
    INDArray buffer = network.gradientBuffer();
    this.gradientVector = buffer.reshape(buffer.length());
    // Views into the one vector, keyed as backpropagation keys them.
    this.gradient = new DefaultGradient(buffer);
    for (Segment segment : layout.segments()) {
      gradient.setGradientFor(segment.gradientKey(), segment.in(gradientVector));
    }
    this.aside = Nd4j.create(buffer.dataType(), buffer.length());
    this.spread = new ChunkSpread(layout);
    INDArray state = network.updater().getStateViewArray();
    this.initialState = state == null ? null : state.dup().reshape(state.length());
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public DataType dataType() {
    return gradientVector.dataType();
  }

  @Override
  public INDArray gradientAt(INDArray at, ProbeData data, int iteration, int epoch) {
    parameters().assign(at);
    rawGradient(data, iteration, epoch);
    return objectiveGradient(iteration, epoch, data.examples());
  }

  @Override
  public Map<String, INDArray> meanSquareInputs(INDArray at, ProbeData data) {
    parameters().assign(at);
    Map<String, INDArray> sums = new HashMap<>();
    int examples = 0;
    for (MiniBatch chunk : data) {
      network
          .meanSquareInputs(chunk)
          .forEach(
              (layer, squares) ->
                  sums.merge(layer, squares.muli(chunk.size()), (sum, more) -> sum.addi(more)));
      examples += chunk.size();
    }
    for (INDArray sum : sums.values()) {
      sum.divi(examples);
    }
    return sums;
  }

  INDArray parameters() {
    return network.parameters();
  }

  /** How much the chunks' gradients differ, of a gradient it was told to listen to. */
  ChunkSpread spread() {
    return spread;
  }

  /** Length of the updater's state vector. */
  long stateLength() {
    return initialState == null ? 0 : initialState.length();
  }

  /**
   * The raw gradient at the current parameters, summed over the examples, in the one gradient
   * vector, which the next call overwrites. With noise, the mean over the masks, which are the same
   * ones for every gradient of an iteration: so the objective is a smooth function of θ.
   */
  INDArray rawGradient(ProbeData data, int iteration, int epoch) {
    if (masks == 0) {
      return sum(data, iteration, epoch);
    }
    INDArray total = rawGradient(data, iteration, epoch, 0);
    if (masks > 1) {
      total = total.dup();
      for (int mask = 1; mask < masks; mask++) {
        total.addi(rawGradient(data, iteration, epoch, mask));
      }
      gradientVector.assign(total.divi(masks));
    }
    return gradientVector;
  }

  /**
   * As {@link #rawGradient(ProbeData, int, int)}, with one mask, a function of the iteration and
   * the mask's number alone. Seeds the calling thread's random generator, which is the worker's
   * own.
   */
  INDArray rawGradient(ProbeData data, int iteration, int epoch, int mask) {
    Nd4j.getRandom().setSeed(new SplittableRandom(((long) iteration << 32) + mask).nextLong());
    return sum(data, iteration, epoch);
  }

  private INDArray sum(ProbeData data, int iteration, int epoch) {
    network.clock(iteration, epoch);
    Iterator<MiniBatch> remaining = data.iterator();
    boolean first = true;
    while (remaining.hasNext()) {
      MiniBatch chunk = remaining.next();
      network.load(chunk);
      network.computeGradient();
      if (spread.isListening()) {
        spread.add(gradientVector, chunk.size());
      }
      // The next chunk is asked for only now: one of a stream is in memory at a time.
      if (!first) {
        gradientVector.addi(aside);
      }
      first = false;
      if (remaining.hasNext()) {
        aside.assign(gradientVector);
      }
    }
    if (spread.isListening()) {
      spread.total(gradientVector);
    }
    return gradientVector;
  }

  /**
   * The raw gradient of the objective's data at the current parameters, θ_t, from which the
   * objective has its own gradient too, so that it need not be computed again.
   */
  INDArray rawGradientOf(Objective objective, CapturedStep step) {
    rawGradient(objective.data(), step.iteration(), step.epoch());
    objective.countEvaluation(objective.data());
    aside.assign(gradientVector);
    objective.adoptGradient(
        objectiveGradient(step.iteration(), step.epoch(), objective.examples()));
    return gradientVector.assign(aside);
  }

  /** The raw gradient, given. */
  INDArray rawGradient(INDArray given) {
    return gradientVector.assign(given);
  }

  /**
   * Turns the raw gradient of the last call into the update training would have subtracted, in
   * place: division by the number of examples, clipping, penalties left in, updater, weight decay.
   */
  Traces step(CapturedStep step, int examples) {
    INDArray state = network.updater().getStateViewArray();
    INDArray before = stateBefore(step);
    if (state != null && before != null) {
      state.assign(before.reshape(state.shape()));
    }
    network
        .updater()
        .update(
            gradient, step.iteration(), step.epoch(), examples, LayerWorkspaceMgr.noWorkspaces());
    return new Traces(gradientVector, before, state == null ? null : state.reshape(state.length()));
  }

  /**
   * A step of training from the current parameters, which it changes, with the operations of
   * training in their order. For updaters without state.
   */
  void train(MiniBatch batch, int iteration, int epoch) {
    rawGradient(ProbeData.of(List.of(batch)), iteration, epoch);
    network
        .updater()
        .update(gradient, iteration, epoch, batch.size(), LayerWorkspaceMgr.noWorkspaces());
    parameters().subi(gradientVector);
  }

  /** The updater's state before a step: the initial one before the first; null when it has none. */
  @Nullable INDArray stateBefore(CapturedStep step) {
    INDArray captured = step.stateBefore();
    return captured == null ? initialState : captured;
  }

  /**
   * Turns the raw gradient of the last call into the gradient of the objective, in place: the mean
   * loss, and the penalties left in. Entries that are not trained are set to zero.
   */
  INDArray objectiveGradient(int iteration, int epoch, int batchSize) {
    for (Segment segment : layout.segments()) {
      INDArray part = segment.in(gradientVector);
      if (!segment.trained()) {
        part.assign(0);
        continue;
      }
      if (segment.dividedByBatch()) {
        part.divi(divisor(batchSize));
      }
      INDArray parameters = segment.in(network.parameters());
      for (Regularization penalty : segment.penalties()) {
        if (penalty.applyStep() == ApplyStep.BEFORE_UPDATER) {
          penalty.apply(parameters, part, 1, iteration, epoch);
        }
      }
      if (segment.hasPenalty(ApplyStep.POST_UPDATER)) {
        // Of the update, so over the learning rate in units of a gradient.
        INDArray decay = WeightDecays.update(segment, parameters, iteration, epoch);
        part.addi(decay.divi(segment.learningRate(iteration, epoch)));
      }
    }
    return gradientVector;
  }

  /** What DL4J divides the raw gradient by: the number of examples, or nothing. */
  double divisor(int examples) {
    return network.dividesByBatch() ? examples : 1;
  }
}
