package io.lambdascope.dl4j.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Trainable;
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
        outputs().map(layer -> ((IOutputLayer) layer).getLabels()).toList(),
        present(model.getInputMaskArrays()),
        present(model.getLabelMaskArrays()),
        // A graph keeps the masks it was given and gives them to its layers anew each time.
        new LayerStates(
            Map.of(), truncates() ? LayerStates.carriedBy(model.getLayers()) : Map.of()));
  }

  /** The layers of the outputs, taken out of the wrapper that freezes them. */
  private Stream<Layer> outputs() {
    return IntStream.range(0, model.getNumOutputArrays())
        .mapToObj(model::getOutputLayer)
        .map(
            layer ->
                layer instanceof FrozenLayerWithBackprop frozen ? frozen.getInsideLayer() : layer);
  }

  private boolean truncates() {
    return backpropType() == BackpropType.TruncatedBPTT;
  }

  private static Map<Integer, INDArray> present(@Nullable INDArray @Nullable [] masks) {
    Map<Integer, INDArray> present = new HashMap<>();
    for (int i = 0; masks != null && i < masks.length; i++) {
      INDArray mask = masks[i];
      if (mask != null) {
        present.put(i, mask);
      }
    }
    return present;
  }

  /** In DL4J's form: null for none at all. */
  private static @Nullable INDArray @Nullable [] array(Map<Integer, INDArray> masks, int length) {
    if (masks.isEmpty()) {
      return null;
    }
    @Nullable INDArray[] array = new INDArray[length];
    masks.forEach((i, mask) -> array[i] = mask);
    return array;
  }

  @Override
  public @Nullable BaseMultiLayerUpdater<?> madeUpdater() {
    return model.getUpdater(false);
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
    model.setLayerMaskArrays(
        array(batch.featureMasks(), batch.features().size()),
        array(batch.labelMasks(), batch.labels().size()));
    if (truncates()) {
      batch.layers().carryInto(model.getLayers());
    }
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
    return ParameterLayout.of(
        updater(), layer -> layer.getConfig().getLayerName(), GraphAdapter::isTrained);
  }

  /** DL4J zeroes the gradient of such a frozen layer, and leaves it its updater and penalties. */
  private static boolean isTrained(Trainable part) {
    return !(part instanceof GraphVertex vertex
        && vertex.getLayer() instanceof FrozenLayerWithBackprop);
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

  @Override
  public void clock(int iteration, int epoch) {
    model.getConfiguration().setIterationCount(iteration);
    model.getConfiguration().setEpochCount(epoch);
  }

  @Override
  public List<String> wrappedRecurrences() {
    return LayerStates.wrappedRecurrences(model.getLayers());
  }
}
