package io.lambdascope.dl4j.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ComputationGraph. */
record GraphAdapter(ComputationGraph model) implements Network {

  @Override
  public boolean isInitialized() {
    return model.getLayers() != null;
  }

  @Override
  public int iteration() {
    return model.getIterationCount();
  }

  @Override
  public int epoch() {
    return model.getEpochCount();
  }

  @Override
  public MiniBatch batch() {
    return new MiniBatch(
        List.of(model.getInputs()),
        outputs().map(layer -> ((IOutputLayer) layer).getLabels()).toList());
  }

  /** The layers of the outputs, taken out of the wrapper that freezes them. */
  private Stream<Layer> outputs() {
    return IntStream.range(0, model.getNumOutputArrays())
        .mapToObj(model::getOutputLayer)
        .map(
            layer ->
                layer instanceof FrozenLayerWithBackprop frozen ? frozen.getInsideLayer() : layer);
  }

  @Override
  public boolean isMasked() {
    return anyPresent(model.getInputMaskArrays()) || anyPresent(model.getLabelMaskArrays());
  }

  private static boolean anyPresent(INDArray @Nullable [] masks) {
    return masks != null && Arrays.stream(masks).anyMatch(Objects::nonNull);
  }

  @Override
  public @Nullable INDArray updaterState() {
    BaseMultiLayerUpdater<?> updater = model.getUpdater(false);
    return updater == null ? null : updater.getStateViewArray();
  }

  @Override
  public String configuration() {
    return model.getConfiguration().toJson();
  }

  @Override
  public Network reference(String configuration) {
    ComputationGraph graph =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration));
    graph.init();
    graph.initGradientsView();
    return new GraphAdapter(graph);
  }

  @Override
  public void load(MiniBatch batch) {
    model.setInputs(batch.features().toArray(INDArray[]::new));
    // LossLayer destroys its labels' buffer when the graph clears it, so it gets copies.
    boolean destroys = outputs().anyMatch(LossLayer.class::isInstance);
    model.setLabels(
        batch.labels().stream()
            .map(labels -> destroys ? labels.dup() : labels)
            .toArray(INDArray[]::new));
  }

  @Override
  public Map<String, INDArray> meanSquareInputs(MiniBatch batch) {
    load(batch);
    // Of several inputs it is not known whose mask is a layer's.
    INDArray featureMask = batch.features().size() == 1 ? batch.featureMasks().get(0) : null;
    Map<String, INDArray> activations =
        model.feedForward(
            /* train= */ true, /* excludeOutputLayers= */ false, /* clearInputs= */ false);
    Map<String, INDArray> squares = new HashMap<>();
    for (GraphVertex vertex : model.getVertices()) {
      if (vertex instanceof LayerVertex layer && vertex.numParams() > 0) {
        // A layer vertex has one input; several are merged by a vertex before it.
        int from = vertex.getInputVertices()[0].getVertexIndex();
        INDArray input =
            LayerInputs.preprocess(
                layer.getLayerPreProcessor(),
                Objects.requireNonNull(activations.get(model.getVertices()[from].getVertexName())),
                batch.size());
        squares.put(
            vertex.getVertexName(), LayerInputs.meanSquares(layer.getLayer(), input, featureMask));
      }
    }
    return squares;
  }

  @Override
  public BaseMultiLayerUpdater<?> updater() {
    return model.getUpdater();
  }

  @Override
  public ParameterLayout layout() {
    return ParameterLayout.of(updater(), layer -> layer.getConfig().getLayerName());
  }

  @Override
  public List<NeuralNetConfiguration> layerConfigurations() {
    return Arrays.stream(model.getLayers()).map(layer -> layer.conf()).toList();
  }

  @Override
  public boolean hasLoss() {
    return outputs().allMatch(IOutputLayer.class::isInstance);
  }

  @Override
  public BackpropType backpropType() {
    return model.getConfiguration().getBackpropType();
  }
}
