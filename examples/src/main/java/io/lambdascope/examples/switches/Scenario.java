package io.lambdascope.examples.switches;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** A training run with something switched in the middle of it, and the monitors that watch. */
enum Scenario {
  /** Rate 0.5 on both hidden layers' outputs. */
  DROPOUT("dropout 0 to 0.5") {
    @Override
    void change(MultiLayerNetwork network) {
      layers(network).skip(1).forEach(layer -> layer.setIDropout(new Dropout(0.5)));
    }
  },
  /** Weight decay on top of an l2 penalty that was there. */
  WEIGHT_DECAY("weight decay 0 to 0.01") {
    @Override
    void change(MultiLayerNetwork network) {
      layers(network)
          .forEach(
              layer ->
                  layer.setRegularization(
                      List.of(new L2Regularization(L2), new WeightDecay(DECAY, true))));
    }

    @Override
    OptionalDouble truth(MultiLayerNetwork network) {
      return OptionalDouble.of((L2 + DECAY) / 2);
    }
  },
  /** Of full-batch gradient descent. */
  LEARNING_RATE("learning rate 0.03 to 0.003") {
    @Override
    void change(MultiLayerNetwork network) {
      network.setLearningRate(RATE / 10);
    }

    @Override
    OptionalDouble truth(MultiLayerNetwork network) {
      return OptionalDouble.of(RATE / 10 * network.numParams() / 4);
    }
  };

  private static final double L2 = 1e-3;
  private static final double DECAY = 1e-2;
  private static final double RATE = 0.03;

  /** Iterations before the monitors are attached: the steepest part of training. */
  static final int BEFORE = 60;

  /** Iterations watched before the switch, and as many after. */
  static final int WATCHED = 120;

  /** Examples of a full batch. */
  static final int FULL_BATCH = 256;

  final String text;

  Scenario(String text) {
    this.text = text;
  }

  abstract void change(MultiLayerNetwork network);

  /** What the coefficient must be after the switch; empty where there is no theory. */
  OptionalDouble truth(MultiLayerNetwork network) {
    return OptionalDouble.empty();
  }

  static Stream<BaseLayer> layers(MultiLayerNetwork network) {
    return Arrays.stream(network.getLayers()).map(layer -> (BaseLayer) layer.conf().getLayer());
  }

  /**
   * Trains.
   *
   * @param switched whether the change is made
   */
  Run run(long seed, boolean switched) {
    DataSet digits = Digits.load();
    digits.shuffle(seed);
    MultiLayerNetwork network;
    BiConsumer<Integer, Integer> train;
    List<Watch> watches = new ArrayList<>();
    if (this == LEARNING_RATE) {
      network = tanh(seed);
      DataSet batch =
          new DataSet(
              digits.getFeatures().get(NDArrayIndex.interval(0, FULL_BATCH)).dup(),
              digits.getLabels().get(NDArrayIndex.interval(0, FULL_BATCH)).dup());
      train =
          (from, count) -> {
            for (int i = 0; i < count; i++) {
              network.fit(batch);
            }
          };
      Nd4j.getRandom().setSeed(seed);
      train.accept(0, BEFORE);
      watches.add(
          new Watch(
              network,
              Reference.gradientFlow(Probe.of(batch)),
              Regularizers.gradientNorm(),
              Regularizers.l2()));
    } else {
      network = DropoutNetwork.create(0, seed);
      layers(network).forEach(layer -> layer.setRegularization(List.of(new L2Regularization(L2))));
      List<DataSet> batches = new ArrayList<>();
      for (int epoch = 0; batches.size() < BEFORE + 2 * WATCHED; epoch++) {
        DataSet shuffled = digits.copy();
        shuffled.shuffle(seed * 1000 + epoch);
        batches.addAll(shuffled.batchBy(DropoutNetwork.BATCH_SIZE));
      }
      train = (from, count) -> batches.subList(from, from + count).forEach(network::fit);
      Nd4j.getRandom().setSeed(seed);
      train.accept(0, BEFORE);
      watches.add(new Watch(network, Reference.withoutDropout(), Regularizers.l2()));
      if (this == DROPOUT) {
        watches.add(new Watch(network, Reference.dropoutMean(8), Regularizers.l2()));
      }
      watches.add(
          new Watch(network, Reference.withoutPenalties(), Regularizers.l2(), Regularizers.l1()));
    }
    train.accept(BEFORE, WATCHED);
    if (switched) {
      change(network);
    }
    train.accept(BEFORE + WATCHED, WATCHED);
    watches.forEach(Watch::close);
    return new Run(
        watches.stream().flatMap(watch -> watch.alarms().stream()).toList(),
        watches.stream().map(Watch::last).toList(),
        truth(network));
  }

  static MultiLayerNetwork tanh(long seed) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.FLOAT)
                .updater(new Sgd(RATE))
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(Digits.PIXELS).nOut(32).build())
                .layer(new DenseLayer.Builder().nIn(32).nOut(32).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(32)
                        .nOut(Digits.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  /** What one run showed. */
  record Run(List<Watch.Alarm> alarms, List<Coefficient> last, OptionalDouble truth) {}
}
