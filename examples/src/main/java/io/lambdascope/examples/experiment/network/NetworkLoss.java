package io.lambdascope.examples.experiment.network;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The loss of a network over a dataset, without dropout where the configuration has none: the
 * gradients are those of a network of its own, which is never trained. Counts them. Making one
 * seeds the calling thread's random generator. One thread.
 */
public final class NetworkLoss implements Loss {

  /** Bounds the memory of activations; sums over chunks do not depend on threads. */
  private static final int CHUNK = 2048;

  private static final double FLOAT_STEP = 1e-2;

  private final MultiLayerNetwork network;
  private final List<DataSet> chunks;
  private final int examples;
  private long evaluations;

  /**
   * A loss.
   *
   * @param configuration without penalties; of dropout the gradient would be that of one mask
   * @param data all of which the loss is the mean, of the configuration's precision
   */
  public NetworkLoss(MultiLayerConfiguration configuration, DataSet data) {
    this.network = new MultiLayerNetwork(configuration.clone());
    network.init();
    this.examples = data.numExamples();
    // batchBy copies example by example, which takes seconds.
    this.chunks = examples <= CHUNK ? List.of(data) : data.batchBy(CHUNK);
  }

  @Override
  public INDArray gradient(INDArray parameters) {
    assign(parameters);
    INDArray sum = Nd4j.create(DataType.DOUBLE, network.numParams());
    for (DataSet chunk : chunks) {
      network.setInput(chunk.getFeatures());
      network.setLabels(chunk.getLabels());
      network.computeGradientAndScore();
      // DL4J's own gradient is a sum over the examples.
      INDArray raw = network.gradient().gradient().reshape(sum.length());
      INDArray converted = raw.castTo(DataType.DOUBLE);
      sum.addi(converted);
      if (raw.dataType() != DataType.DOUBLE) {
        converted.close(); // a copy, large for large networks
      }
    }
    network.clear();
    evaluations++;
    return sum.divi(examples);
  }

  /** L(θ). */
  public double value(INDArray parameters) {
    assign(parameters);
    double sum = 0;
    for (DataSet chunk : chunks) {
      sum += network.score(chunk, false) * chunk.numExamples();
    }
    return sum / examples;
  }

  /** The share of examples whose label has the largest output. */
  public double accuracy(INDArray parameters) {
    assign(parameters);
    double right = 0;
    for (DataSet chunk : chunks) {
      INDArray predicted = network.output(chunk.getFeatures()).argMax(1);
      right +=
          predicted
              .eq(chunk.getLabels().argMax(1))
              .castTo(DataType.DOUBLE)
              .sumNumber()
              .doubleValue();
    }
    return right / examples;
  }

  private void assign(INDArray parameters) {
    INDArray own = network.params();
    own.assign(parameters.reshape(own.shape()));
  }

  @Override
  public double differenceStep() {
    return network.params().dataType() == DataType.DOUBLE
        ? Loss.super.differenceStep()
        : FLOAT_STEP;
  }

  /** p. */
  public long parameters() {
    return network.numParams();
  }

  /** How many gradients over all examples were computed. */
  public long evaluations() {
    return evaluations;
  }
}
