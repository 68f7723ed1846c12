package io.lambdascope.dl4j.network;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parts of a DL4J network the monitor touches. Of a network in training only the reading
 * methods are called, on the training thread; the others are for the monitor's own networks.
 *
 * <p>Arrays returned are DL4J's own, live and overwritten by it: copy them.
 */
public sealed interface Network permits MultiLayerAdapter, GraphAdapter {

  /**
   * Wraps a model.
   *
   * @throws IllegalArgumentException when it is neither a MultiLayerNetwork nor a ComputationGraph
   */
  static Network of(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return new MultiLayerAdapter(network);
    }
    if (model instanceof ComputationGraph graph) {
      return new GraphAdapter(graph);
    }
    throw new IllegalArgumentException(
        "the network must be a MultiLayerNetwork or a ComputationGraph, was a "
            + model.getClass().getName());
  }

  /** Whether a model can be wrapped; a layer in pretraining is a model that cannot. */
  static boolean canWrap(Model model) {
    return model instanceof MultiLayerNetwork || model instanceof ComputationGraph;
  }

  /** The wrapped model. */
  Model model();

  /** Whether {@code init()} was called, so that there are parameters. */
  boolean isInitialized();

  /** θ as one vector [length]. */
  default INDArray parameters() {
    INDArray parameters = model().params();
    return parameters.reshape(parameters.length());
  }

  /**
   * The one gradient vector [length], overwritten in place through an iteration: the raw gradient,
   * a sum over the examples, from {@code onBackwardPass} on; the update, which was subtracted from
   * the parameters, at {@code iterationDone}.
   */
  default INDArray gradient() {
    INDArray gradient = model().gradient().gradient();
    return gradient.reshape(gradient.length());
  }

  /** Number of the iteration in progress; the first is 0. */
  int iteration();

  /** Number of the epoch in progress. */
  int epoch();

  /** Examples in the current mini-batch, by which DL4J divides gradients. */
  default int batchSize() {
    return model().batchSize();
  }

  /**
   * The mini-batch in progress, with its masks and the states carried into it; DL4J's own arrays.
   * Complete in {@code onBackwardPass}, when the carried states are still those of its start.
   */
  MiniBatch batch();

  /**
   * Whether steps are made of what a GradientsAccumulator hands out, not of this network's gradient
   * alone.
   */
  default boolean sharesGradients() {
    try {
      return model().getOptimizer().getGradientsAccumulator() != null;
    } catch (NullPointerException e) {
      return false; // DL4J's getter fails before the first fit, when there is no optimizer yet.
    }
  }

  /** The updater, or null when it was not made yet. */
  @Nullable BaseMultiLayerUpdater<?> madeUpdater();

  /** The updater's state vector, or null when it has none or was not made yet. */
  default @Nullable INDArray updaterState() {
    BaseMultiLayerUpdater<?> updater = madeUpdater();
    return updater == null ? null : updater.getStateViewArray();
  }

  /**
   * Whether the updater does what the configuration says: not when a layer was given another one
   * and DL4J has not made its updater anew, or when parameters that it updates together were given
   * different ones. At {@code iterationDone}, when the updater was used.
   */
  default boolean updatesAsConfigured() {
    BaseMultiLayerUpdater<?> updater = madeUpdater();
    return updater == null || ParameterLayout.isConfigured(updater);
  }

  /** The configuration, from which {@link #reference} makes another network. */
  String configuration();

  /**
   * Makes an initialized network of the same class from a configuration. Seeds the calling thread's
   * ND4J random generator, so never call it on a training thread.
   */
  Network reference(String configuration);

  /** Sets the iteration and epoch that schedules, such as those of dropout rates, are read at. */
  void clock(int iteration, int epoch);

  /** Makes this mini-batch the current one, with its masks and carried states or with none. */
  void load(MiniBatch batch);

  /** Computes the raw gradient of the current mini-batch into {@link #gradient}. */
  default void computeGradient() {
    // Both classes make workspaces of their own, whatever they are given.
    model().computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
  }

  /**
   * E[h²] of what enters each layer with parameters, in a forward pass in training mode (batch
   * normalization by the batch's own statistics): the mean over examples, unmasked time steps and
   * positions, one for each feature or channel. Makes the mini-batch the current one.
   *
   * @return [features] in float64, by the layer's key in gradient names
   */
  Map<String, INDArray> meanSquareInputs(MiniBatch batch);

  /** The updater; made when there is none yet. */
  BaseMultiLayerUpdater<?> updater();

  /** The gradient vector behind {@link #gradient}, there before the first gradient too. */
  default INDArray gradientBuffer() {
    return model().getGradientsViewArray();
  }

  /** Where everything lies in the vectors, read off the {@link #updater}. */
  ParameterLayout layout();

  /** The configurations of the layers. */
  List<NeuralNetConfiguration> layerConfigurations();

  /** Whether every output is an output layer, that is, has a loss. */
  boolean hasLoss();

  /** How gradients are propagated through time. */
  BackpropType backpropType();

  /** Layers whose state DL4J does not carry through truncated backpropagation, by their class. */
  List<String> wrappedRecurrences();

  /** Whether DL4J divides gradients by the number of examples. */
  default boolean dividesByBatch() {
    return model().conf().isMiniBatch();
  }
}
