package io.lambdascope.dl4j.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A MultiLayerNetwork. */
record MultiLayerAdapter(MultiLayerNetwork model) implements Network {

  @Override
  public boolean isInitialized() {
    return model.isInitCalled();
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
    List<Layer> layers = Arrays.asList(model.getLayers());
    int last = layers.size() - 1;
    INDArray labels = model.getLabels();
    INDArray mask = layers.get(last).getMaskArray();
    return new MiniBatch(
        List.of(model.getInput()),
        List.of(labels),
        Map.of(),
        mask == null ? Map.of() : Map.of(0, asGiven(mask, layers.get(last), labels)),
        new LayerStates(
            LayerStates.masksOf(layers.subList(0, last)),
            truncates() ? LayerStates.carriedBy(model.getLayers()) : Map.of()));
  }

  /** The mask in the shape in which it was given to the layer, which gave it that of its own. */
  private static INDArray asGiven(INDArray mask, Layer output, INDArray labels) {
    if (!(output instanceof RnnOutputLayer)) {
      return mask;
    }
    int examples = (int) labels.size(0);
    return mask.size(1) == 1
        ? TimeSeriesUtils.reshapeVectorToTimeSeriesMask(mask, examples)
        : TimeSeriesUtils.reshape2dTo3d(
            mask, examples, LayerWorkspaceMgr.noWorkspaces(), ArrayType.ACTIVATIONS);
  }

  private boolean truncates() {
    return backpropType() == BackpropType.TruncatedBPTT;
  }

  @Override
  public @Nullable BaseMultiLayerUpdater<?> madeUpdater() {
    return (BaseMultiLayerUpdater<?>) model.getUpdater(false);
  }

  @Override
  public String configuration() {
    return model.getLayerWiseConfigurations().toJson();
  }

  @Override
  public Network reference(String configuration) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(MultiLayerConfiguration.fromJson(configuration));
    network.init();
    network.initGradientsView();
    return new MultiLayerAdapter(network);
  }

  @Override
  public void load(MiniBatch batch) {
    if (batch.features().size() != 1 || batch.labels().size() != 1) {
      throw new IllegalArgumentException(
          "a MultiLayerNetwork has one input and one output, given were %d and %d"
              .formatted(batch.features().size(), batch.labels().size()));
    }
    model.setInput(batch.features().get(0));
    model.setLabels(batch.labels().get(0));
    // Masks given are set only where there are some, so those of the batch before go first.
    model.clearLayerMaskArrays();
    model.setLayerMaskArrays(batch.featureMasks().get(0), batch.labelMasks().get(0));
    batch.layers().masks().forEach((i, mask) -> model.getLayer(i).setMaskArray(mask));
    if (truncates()) {
      batch.layers().carryInto(model.getLayers());
    }
  }

  @Override
  public Map<String, INDArray> meanSquareInputs(MiniBatch batch) {
    load(batch);
    List<INDArray> activations = model.feedForward(/* train= */ true, /* clearInputs= */ false);
    Map<String, INDArray> squares = new HashMap<>();
    for (int i = 0; i < model.getnLayers(); i++) {
      Layer layer = model.getLayer(i);
      if (layer.numParams() > 0) {
        INDArray input =
            LayerInputs.preprocess(
                model.getLayerWiseConfigurations().getInputPreProcess(i),
                activations.get(i),
                batch.size());
        squares.put(
            String.valueOf(i), LayerInputs.meanSquares(layer, input, batch.featureMasks().get(0)));
      }
    }
    return squares;
  }

  @Override
  public BaseMultiLayerUpdater<?> updater() {
    return (BaseMultiLayerUpdater<?>) model.getUpdater();
  }

  @Override
  public ParameterLayout layout() {
    return ParameterLayout.of(updater(), layer -> String.valueOf(indexOf(layer)), this::isTrained);
  }

  /**
   * DL4J zeroes the gradient of a layer frozen with backprop, but leaves it updater and penalties.
   */
  private boolean isTrained(Trainable layer) {
    return indexOf(layer) > lastFrozen() && !(layer instanceof FrozenLayerWithBackprop);
  }

  /** Backpropagation stops at the topmost frozen layer; what lies below gets no gradient. */
  private int lastFrozen() {
    Layer[] layers = model.getLayers();
    int i = layers.length - 1;
    while (i >= 0 && !(layers[i] instanceof FrozenLayer)) {
      i--;
    }
    return i;
  }

  /** By identity: equality of DL4J layers compares their arrays. */
  private int indexOf(Trainable layer) {
    Layer[] layers = model.getLayers();
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] == layer) {
        return i;
      }
    }
    throw new IllegalStateException("the updater knows a layer that the network does not have");
  }

  @Override
  public List<NeuralNetConfiguration> layerConfigurations() {
    return model.getLayerWiseConfigurations().getConfs();
  }

  @Override
  public boolean hasLoss() {
    return model.getOutputLayer() instanceof IOutputLayer;
  }

  @Override
  public BackpropType backpropType() {
    return model.getLayerWiseConfigurations().getBackpropType();
  }

  @Override
  public void clock(int iteration, int epoch) {
    model.getLayerWiseConfigurations().setIterationCount(iteration);
    model.getLayerWiseConfigurations().setEpochCount(epoch);
  }

  @Override
  public List<String> wrappedRecurrences() {
    return LayerStates.wrappedRecurrences(model.getLayers());
  }
}
