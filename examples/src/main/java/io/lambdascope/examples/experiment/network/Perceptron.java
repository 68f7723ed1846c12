package io.lambdascope.examples.experiment.network;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Networks of dense layers of one width, as the paper's are: weights uniform up to 1/√inputs, which
 * is PyTorch's default, biases 0. Methods change this and return it; configurations that were made
 * before are not changed. One thread.
 */
public final class Perceptron {

  private static final double DEFAULT_RATE = 0.1;

  private final int inputs;
  private final int outputs;
  private final boolean classifies;
  private int depth = 1;
  private int width = 1;
  private Activation activation = Activation.RELU;
  private boolean hiddenBias = true;
  private double dropout;
  private DataType precision = DataType.FLOAT;
  private IUpdater updater = new Sgd(DEFAULT_RATE);
  private long seed = 1;

  private Perceptron(int inputs, int outputs, boolean classifies) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.classifies = classifies;
  }

  /** With softmax outputs and cross-entropy. */
  public static Perceptron classifier(int inputs, int classes) {
    return new Perceptron(inputs, classes, true);
  }

  /** With linear outputs and the squared error, a mean over examples and outputs. */
  public static Perceptron regression(int inputs, int outputs) {
    return new Perceptron(inputs, outputs, false);
  }

  /** So many hidden layers of so many units; 1 of 1 by default. */
  public Perceptron hidden(int layers, int units) {
    this.depth = layers;
    this.width = units;
    return this;
  }

  /** Of the hidden layers; ReLU by default. */
  public Perceptron activation(Activation function) {
    this.activation = function;
    return this;
  }

  /** Hidden layers without biases; the output layer has them. */
  public Perceptron withoutHiddenBias() {
    this.hiddenBias = false;
    return this;
  }

  /**
   * Dropout after each hidden layer but the last, as the paper's networks have it.
   *
   * @param rate share of units dropped, in [0, 1); 0 is none
   */
  public Perceptron dropout(double rate) {
    this.dropout = rate;
    return this;
  }

  /** Of parameters and gradients; float32 by default. */
  public Perceptron precision(DataType type) {
    this.precision = type;
    return this;
  }

  /** By which it is trained; Sgd(0.1) by default. */
  public Perceptron updater(IUpdater value) {
    this.updater = value;
    return this;
  }

  /** Of the initial weights; 1 by default. */
  public Perceptron seed(long value) {
    this.seed = value;
    return this;
  }

  /** The configuration. */
  public MultiLayerConfiguration configuration() {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(precision)
            .updater(updater.clone())
            .weightInit(WeightInit.UNIFORM)
            .activation(activation)
            .list();
    for (int layer = 0; layer < depth; layer++) {
      var dense =
          new DenseLayer.Builder().nIn(layer == 0 ? inputs : width).nOut(width).hasBias(hiddenBias);
      if (layer > 0 && dropout > 0) {
        dense.dropOut(1 - dropout); // DL4J's is the share retained, of what enters the layer
      }
      list.layer(dense.build());
    }
    return list.layer(
            new OutputLayer.Builder(classifies ? LossFunction.MCXENT : LossFunction.MSE)
                .nIn(width)
                .nOut(outputs)
                .activation(classifies ? Activation.SOFTMAX : Activation.IDENTITY)
                .build())
        .build();
  }
}
