package io.lambdascope.dl4j.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Where everything lies in the flattened vectors. Immutable.
 *
 * @param segments in the order of the flattened vector, without gaps
 * @param length of the flattened vector
 */
public record ParameterLayout(List<Segment> segments, long length) {

  /** Copies. */
  public ParameterLayout {
    segments = List.copyOf(segments);
  }

  /**
   * Reads the layout off a network's updater, which knows each parameter's updater and state.
   *
   * @param trained whether a gradient of the loss gets to a layer
   */
  static ParameterLayout of(
      BaseMultiLayerUpdater<?> updater, LayerKey layerKey, Predicate<Trainable> trained) {
    List<Segment> segments = new ArrayList<>();
    long end = 0;
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      for (ParamState state : block.getLayersAndVariablesInBlock()) {
        TrainingConfig config = state.getLayer().getConfig();
        String name = state.getParamName();
        var regularization = config.getRegularizationByParam(name);
        INDArray array = state.getLayer().paramTable(false).get(name);
        var updaterConfig = config.getUpdaterByParam(name);
        segments.add(
            new Segment(
                layerKey.of(state.getLayer()),
                name,
                state.getParamOffsetStart(),
                Arrays.stream(array.shape()).boxed().toList(),
                array.ordering(),
                kind(config, name),
                updaterConfig,
                regularization == null ? List.of() : regularization,
                (long) block.getUpdaterViewOffsetStart()
                    + state.getParamOffsetStart()
                    - block.getParamOffsetStart(),
                (long) block.getParamOffsetEnd() - block.getParamOffsetStart(),
                state.getLayer().updaterDivideByMinibatch(name),
                !(updaterConfig instanceof NoOp)
                    && !config.isPretrainParam(name)
                    && trained.test(state.getLayer())));
        end = state.getParamOffsetEnd();
      }
    }
    return new ParameterLayout(segments, end);
  }

  private static ParameterKind kind(TrainingConfig config, String parameter) {
    if (!(config instanceof Layer layer)) {
      return ParameterKind.OTHER;
    }
    if (layer.initializer().isWeightParam(layer, parameter)) {
      return ParameterKind.WEIGHT;
    }
    return layer.initializer().isBiasParam(layer, parameter)
        ? ParameterKind.BIAS
        : ParameterKind.OTHER;
  }

  /** Whether each parameter is updated by what its layer's configuration says. */
  static boolean isConfigured(BaseMultiLayerUpdater<?> updater) {
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      if (block.isPretrainUpdaterBlock()) {
        continue; // not used in supervised training, and asking for its updater would make it
      }
      IUpdater used = block.getGradientUpdater().getConfig();
      for (ParamState state : block.getLayersAndVariablesInBlock()) {
        IUpdater said = state.getLayer().getConfig().getUpdaterByParam(state.getParamName());
        if (said != used && !used.equals(said)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether another layout is of the same parameters in the same places, the same of them trained;
   * updaters and penalties may differ.
   */
  public boolean hasParametersOf(ParameterLayout other) {
    if (segments.size() != other.segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      Segment one = segments.get(i);
      Segment two = other.segments.get(i);
      if (!one.gradientKey().equals(two.gradientKey())
          || one.offset() != two.offset()
          || !one.shape().equals(two.shape())
          || one.order() != two.order()
          || one.trained() != two.trained()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the updaters' states of another layout of the same parameters lie as here. */
  public boolean hasStatesOf(ParameterLayout other) {
    for (int i = 0; i < segments.size(); i++) {
      Segment one = segments.get(i);
      Segment two = other.segments.get(i);
      if (one.firstStateOffset() != two.firstStateOffset()
          || one.stateStride() != two.stateStride()) {
        return false;
      }
    }
    return true;
  }

  /** The segments that training changes. */
  public List<Segment> trained() {
    return segments.stream().filter(Segment::trained).toList();
  }

  /** p: the number of parameters that training changes. */
  public long trainedParameters() {
    return trained().stream().mapToLong(Segment::length).sum();
  }

  /** Names a layer as gradient keys do. */
  interface LayerKey {
    String of(Trainable layer);
  }
}
