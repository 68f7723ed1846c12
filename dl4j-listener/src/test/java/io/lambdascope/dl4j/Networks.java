package io.lambdascope.dl4j;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/** Small networks on the digits. */
final class Networks {

  private Networks() {}

  /** 64-128-128-10 ReLU with dropout before the second and the output layer. */
  static MultiLayerNetwork dropout(double rate, IUpdater updater, DataType type, long seed) {
    // DL4J's parameter is the probability to retain.
    UnaryOperator<BaseLayer.Builder<?>> noisy =
        layer -> {
          if (rate > 0) {
            layer.dropOut(1 - rate);
          }
          return layer;
        };
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .updater(updater)
            .activation(Activation.RELU)
            .list()
            .layer(new DenseLayer.Builder().nIn(64).nOut(128).build())
            .layer(
                ((DenseLayer.Builder) noisy.apply(new DenseLayer.Builder().nIn(128).nOut(128)))
                    .build())
            .layer(
                ((OutputLayer.Builder)
                        noisy.apply(
                            new OutputLayer.Builder()
                                .nIn(128)
                                .nOut(10)
                                .activation(Activation.SOFTMAX)))
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** A tanh classifier 64-width-…-10 with whatever else the configuration gets. */
  static MultiLayerNetwork tanh(
      int depth,
      int width,
      IUpdater updater,
      DataType type,
      Consumer<NeuralNetConfiguration.Builder> also) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(type)
            .updater(updater)
            .activation(Activation.TANH);
    also.accept(builder);
    var list = builder.list();
    for (int i = 0; i < depth; i++) {
      list.layer(new DenseLayer.Builder().nIn(i == 0 ? 64 : width).nOut(width).build());
    }
    list.layer(
        new OutputLayer.Builder()
            .nIn(depth == 0 ? 64 : width)
            .nOut(10)
            .activation(Activation.SOFTMAX)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }
}
