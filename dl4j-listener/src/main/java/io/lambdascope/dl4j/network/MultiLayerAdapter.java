package io.lambdascope.dl4j.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
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
    return new MiniBatch(List.of(model.getInput()), List.of(model.getLabels()));
  }

  @Override
  public boolean isMasked() {
    return Arrays.stream(model.getLayers()).anyMatch(layer -> layer.getMaskArray() != null);
  }

  @Override
  public @Nullable INDArray updaterState() {
    Updater updater = model.getUpdater(false);
    return updater == null ? null : updater.getStateViewArray();
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
    return ParameterLayout.of(updater(), layer -> String.valueOf(indexOf(layer)));
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
}
