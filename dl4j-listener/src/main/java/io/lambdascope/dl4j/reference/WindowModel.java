package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.ParameterLayout;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients of the objective that the steps of a window follow on average: L = Σ_k η_kL_k / Σ_k
 * η_k, each mini-batch by the learning rate of its step. So a last mini-batch that is short weighs
 * as much as training lets it, and not as little as its examples. Of all other data the plain mean
 * over examples.
 */
final class WindowModel implements GradientModel {

  private final ReferenceModel model;
  private final INDArray sum;
  private double[] shares = {};

  WindowModel(ReferenceModel model) {
    this.model = model;
    this.sum = Nd4j.create(DataType.DOUBLE, model.layout().length());
  }

  /** Sets η_k/Σ_k η_k of the window to come. */
  void shares(double[] shares) {
    this.shares = shares;
  }

  @Override
  public ParameterLayout layout() {
    return model.layout();
  }

  @Override
  public DataType dataType() {
    return model.dataType();
  }

  @Override
  public INDArray gradientAt(INDArray parameters, ProbeData data, int iteration, int epoch) {
    if (!(data instanceof WindowData)) {
      return model.gradientAt(parameters, data, iteration, epoch);
    }
    sum.assign(0);
    int k = 0;
    for (MiniBatch batch : data) {
      INDArray part = model.gradientAt(parameters, ProbeData.of(List.of(batch)), iteration, epoch);
      sum.addi(part.mul(shares[k++]));
    }
    return sum;
  }

  @Override
  public Map<String, INDArray> meanSquareInputs(INDArray parameters, ProbeData data) {
    return model.meanSquareInputs(parameters, data);
  }
}
