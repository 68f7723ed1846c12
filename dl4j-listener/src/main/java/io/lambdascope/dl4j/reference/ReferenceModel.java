package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.Regularization;

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

  ReferenceModel(Network network) {
    this.network = network;
    this.layout = network.layout();
    INDArray buffer = network.gradientBuffer();
    this.gradientVector = buffer.reshape(buffer.length());
    // Views into the one vector, keyed as backpropagation keys them.
    this.gradient = new DefaultGradient(buffer);
    for (Segment segment : layout.segments()) {
      gradient.setGradientFor(segment.gradientKey(), view(gradientVector, segment));
    }
    this.aside = Nd4j.create(buffer.dataType(), buffer.length());
    INDArray state = network.updater().getStateViewArray();
    this.initialState = state == null ? null : state.dup();
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
  public INDArray gradientAt(INDArray at, List<MiniBatch> data, int iteration, int epoch) {
    parameters().assign(at);
    rawGradient(data);
    return objectiveGradient(iteration, epoch, data.stream().mapToInt(MiniBatch::size).sum());
  }

  @Override
  public Map<String, INDArray> meanSquareInputs(INDArray at, Iterable<MiniBatch> data) {
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

  /** Length of the updater's state vector. */
  long stateLength() {
    return initialState == null ? 0 : initialState.length();
  }

  /**
   * The raw gradient at the current parameters, summed over the examples, in the one gradient
   * vector, which the next call overwrites.
   */
  INDArray rawGradient(List<MiniBatch> chunks) {
    for (int i = 0; i < chunks.size(); i++) {
      network.load(chunks.get(i));
      network.computeGradient();
      if (i == 0 && chunks.size() > 1) {
        aside.assign(gradientVector);
      } else if (i > 0) {
        aside.addi(gradientVector);
      }
    }
    if (chunks.size() > 1) {
      gradientVector.assign(aside);
    }
    return gradientVector;
  }

  /** As {@link #rawGradient(List)}, with the gradient given. */
  INDArray rawGradient(INDArray given) {
    return gradientVector.assign(given);
  }

  /**
   * Turns the raw gradient of the last call into the update training would have subtracted, in
   * place: division by the number of examples, clipping, penalties left in, updater, weight decay.
   *
   * @param stateBefore of the updater; null for its initial state
   */
  INDArray update(@Nullable INDArray stateBefore, int iteration, int epoch, int batchSize) {
    INDArray state = network.updater().getStateViewArray();
    if (state != null && initialState != null) {
      state.assign(stateBefore == null ? initialState : stateBefore.reshape(state.shape()));
    }
    network
        .updater()
        .update(gradient, iteration, epoch, batchSize, LayerWorkspaceMgr.noWorkspaces());
    return gradientVector;
  }

  /** The updater's state after {@link #update}; null when it has none. */
  @Nullable INDArray state() {
    INDArray state = network.updater().getStateViewArray();
    return state == null ? null : state.reshape(state.length());
  }

  /**
   * Turns the raw gradient of the last call into the gradient of the objective, in place: the mean
   * loss, and the penalties left in. Entries that are not trained are set to zero.
   */
  INDArray objectiveGradient(int iteration, int epoch, int batchSize) {
    for (Segment segment : layout.segments()) {
      INDArray part = view(gradientVector, segment);
      if (!segment.trained()) {
        part.assign(0);
        continue;
      }
      if (segment.dividedByBatch() && network.dividesByBatch()) {
        part.divi(batchSize);
      }
      for (Regularization penalty : segment.penalties()) {
        // A learning rate of 1 gives weight decay, which DL4J scales by it, in units of a gradient.
        penalty.apply(view(network.parameters(), segment), part, 1.0, iteration, epoch);
      }
    }
    return gradientVector;
  }

  /** Lets an objective have its gradient of the raw one, which is there again after. */
  void shareGradient(Objective objective, int iteration, int epoch, int batchSize) {
    aside.assign(gradientVector);
    objective.adoptGradient(objectiveGradient(iteration, epoch, batchSize));
    gradientVector.assign(aside);
  }

  static INDArray view(INDArray vector, Segment segment) {
    return vector.get(NDArrayIndex.interval(segment.offset(), segment.end()));
  }
}
