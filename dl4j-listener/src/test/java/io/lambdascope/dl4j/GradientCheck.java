package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Columns of regularizers at the parameters of two small float64 networks, against central
 * differences of values written as plain loops over the flattened parameters.
 */
final class GradientCheck {

  static final int EXAMPLES = 24;

  private static final double STEP = 1e-5;

  private GradientCheck() {}

  /**
   * 5-4-3, tanh: [5, 4] weights from 0, 4 biases from 20, [4, 3] weights from 24, 3 biases from 36,
   * first index fastest.
   */
  static MultiLayerNetwork dense() {
    return random(
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(5).nOut(4).build())
                .layer(
                    new OutputLayer.Builder().nIn(4).nOut(3).activation(Activation.SOFTMAX).build())
                .build()));
  }

  /**
   * A convolution of 2 channels by 3 kernels of 2 × 2 on 4 × 4 pixels: 3 biases from 0, the kernels
   * [3, 2, 2, 2] from 3, last index fastest, and [27, 3] weights of the output from 27.
   */
  static MultiLayerNetwork convolution() {
    return random(
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).nIn(2).nOut(3).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(4, 4, 2))
                .build()));
  }

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .updater(new Sgd(0.1))
        .activation(Activation.TANH);
  }

  private static MultiLayerNetwork random(MultiLayerNetwork network) {
    network.init();
    network.setParams(normal(5, 0.5, 1, network.numParams()));
    return network;
  }

  static INDArray normal(long seed, double scale, long... shape) {
    Random random = new Random(seed);
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> scale * random.nextGaussian());
    return Nd4j.create(values, shape, DataType.DOUBLE);
  }

  static DataSet examples(long... shapeOfOne) {
    long[] shape = new long[shapeOfOne.length + 1];
    shape[0] = EXAMPLES;
    System.arraycopy(shapeOfOne, 0, shape, 1, shapeOfOne.length);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 3);
    for (int i = 0; i < EXAMPLES; i++) {
      labels.putScalar(i, i * 7 % 3, 1);
    }
    return new DataSet(normal(9, 1, shape), labels);
  }

  static double[] theta(MultiLayerNetwork network) {
    return network.params().dup().data().asDouble();
  }

  /** The objective of the whole data at the network's parameters, which stay as they are. */
  static Objective objective(MultiLayerNetwork network, Probe probe, DataSet data)
      throws Exception {
    INDArray before = network.params().dup();
    Deviation deviation = LinearFlowTest.compare(network, data, Reference.fullBatch(probe));
    network.setParams(before);
    return deviation.objective();
  }

  static Objective objective(MultiLayerNetwork network, DataSet data) throws Exception {
    return objective(network, Probe.of(data), data);
  }

  /** The gradients of a regularizer on each group. */
  static List<double[]> gradients(Regularizer regularizer, ParameterGroups groups, Objective at) {
    List<double[]> gradients = new ArrayList<>();
    for (CandidateColumn column :
        CandidateColumn.of(List.of(regularizer), groups, at.layout(), false)) {
      INDArray into = Nd4j.zeros(DataType.DOUBLE, at.layout().length());
      regularizer.gradient(at, column.segments(), into);
      gradients.add(into.dup().data().asDouble());
    }
    return gradients;
  }

  static double[] gradient(Regularizer regularizer, Objective at) {
    return gradients(regularizer, ParameterGroups.total(), at).get(0);
  }

  /** All entries. A central difference of step 1e-5 is good to 1e-10 in curvature and rounding. */
  static void assertGradient(
      double[] gradient, double[] theta, ToDoubleFunction<double[]> value, double tolerance) {
    assertGradient(gradient, theta, value, tolerance, 1);
  }

  /** Every so many entries, where values are slow. */
  static void assertGradient(
      double[] gradient,
      double[] theta,
      ToDoubleFunction<double[]> value,
      double tolerance,
      int every) {
    assertThat(gradient).hasSameSizeAs(theta);
    assertThat(Arrays.stream(gradient).map(Math::abs).sum()).isGreaterThan(1e-3);
    for (int i = 0; i < theta.length; i += every) {
      double[] ahead = theta.clone();
      ahead[i] += STEP;
      double[] behind = theta.clone();
      behind[i] -= STEP;
      double difference = (value.applyAsDouble(ahead) - value.applyAsDouble(behind)) / (2 * STEP);
      assertThat(gradient[i]).as("entry %d", i).isCloseTo(difference, within(tolerance));
    }
  }

  /** [rows, columns] from an offset, first index fastest. */
  static double[][] matrix(double[] theta, int offset, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix[i][j] = theta[offset + i + rows * j];
      }
    }
    return matrix;
  }

  /** The two weight matrices of {@link #dense}. */
  static List<double[][]> denseMatrices(double[] theta) {
    return List.of(matrix(theta, 0, 5, 4), matrix(theta, 24, 4, 3));
  }

  /** Those of {@link #convolution}, kernels in columns. */
  static List<double[][]> convolutionMatrices(double[] theta) {
    return List.of(matrix(theta, 3, 8, 3), matrix(theta, 27, 27, 3));
  }

  /** WᵀW. */
  static double[][] gram(double[][] w) {
    int n = w[0].length;
    double[][] gram = new double[n][n];
    for (double[] row : w) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          gram[i][j] += row[i] * row[j];
        }
      }
    }
    return gram;
  }

  /** σ² in falling order: eigenvalues of WᵀW by Jacobi's rotations. */
  static double[] squaredSingularValues(double[][] w) {
    double[][] a = gram(w);
    int n = a.length;
    for (int sweep = 0; sweep < 30; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
          double c = Math.cos(angle);
          double s = Math.sin(angle);
          for (int k = 0; k < n; k++) {
            double x = a[k][p];
            double y = a[k][q];
            a[k][p] = c * x - s * y;
            a[k][q] = s * x + c * y;
          }
          for (int k = 0; k < n; k++) {
            double x = a[p][k];
            double y = a[q][k];
            a[p][k] = c * x - s * y;
            a[q][k] = s * x + c * y;
          }
        }
      }
    }
    double[] values = new double[n];
    Arrays.setAll(values, k -> Math.max(a[k][k], 0));
    Arrays.sort(values);
    double[] falling = new double[n];
    Arrays.setAll(falling, k -> values[n - 1 - k]);
    return falling;
  }
}
