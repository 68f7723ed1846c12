package io.lambdascope.dl4j.network;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * One parameter array of one layer as a stretch of the flattened parameter vector.
 *
 * @param layer key of the layer in gradient names: its index or its name
 * @param parameter DL4J's name within the layer, for example {@code W}
 * @param offset of its first entry in the flattened vector
 * @param shape of the array; its entries lie in {@code order} in the flattened vector
 * @param order 'c' (last index fastest) or 'f' (first index fastest)
 * @param kind weight, bias or other
 * @param updater its configured updater, with learning rate or schedule
 * @param penalties explicit penalties configured for it
 * @param firstStateOffset of its first entry in the first of the updater's state vectors; means
 *     nothing for an updater without state
 * @param stateStride from one of the updater's state vectors to the next, for the same parameter
 * @param dividedByBatch whether DL4J divides its gradient by the number of examples
 * @param trained whether the loss trains it. False when the updater is NoOp (batch-norm statistics,
 *     centers of a center loss, frozen layers), for parameters of pretraining alone (the decoder of
 *     a variational autoencoder), and where DL4J runs an updater without a gradient, so that
 *     penalties alone move the parameters: below a FrozenLayer of a MultiLayerNetwork, where
 *     backpropagation stops, and in a FrozenLayerWithBackprop
 */
public record Segment(
    String layer,
    String parameter,
    long offset,
    List<Long> shape,
    char order,
    ParameterKind kind,
    IUpdater updater,
    List<Regularization> penalties,
    long firstStateOffset,
    long stateStride,
    boolean dividedByBatch,
    boolean trained) {

  /** Copies. */
  public Segment {
    shape = List.copyOf(shape);
    penalties = List.copyOf(penalties);
  }

  /** Number of entries. */
  public long length() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  /** One past the last entry. */
  public long end() {
    return offset + length();
  }

  /** Its stretch of a flattened vector, a view. */
  public INDArray in(INDArray vector) {
    return vector.get(NDArrayIndex.interval(offset, end()));
  }

  /** Its array in a flattened vector, a view in its shape. */
  public INDArray arrayIn(INDArray vector) {
    return in(vector).reshape(order, shape.stream().mapToLong(Long::longValue).toArray());
  }

  /** The key of its gradient in DL4J's {@code Gradient}. */
  public String gradientKey() {
    return layer + "_" + parameter;
  }

  /** Of its first entry in the k-th of the updater's state vectors, counted from 0. */
  public long stateOffset(int k) {
    return firstStateOffset + k * stateStride;
  }

  /** Its learning rate at an iteration; 1, as in DL4J, for an updater that has none (AdaDelta). */
  public double learningRate(int iteration, int epoch) {
    return learningRate(updater, iteration, epoch);
  }

  static double learningRate(IUpdater updater, int iteration, int epoch) {
    return updater.hasLearningRate() ? updater.getLearningRate(iteration, epoch) : 1;
  }

  /** True when a penalty of the given kind is configured. */
  public boolean hasPenalty(Regularization.ApplyStep step) {
    return penalties.stream().anyMatch(penalty -> penalty.applyStep() == step);
  }
}
