package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.ParameterLayout;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Something of the monitor's own that computes gradients of an objective. One thread. */
public interface GradientModel {

  /** Where each parameter lies, and which are trained. */
  ParameterLayout layout();

  /** The precision in which gradients are computed. */
  DataType dataType();

  /**
   * The gradient of the objective: the mean loss over the examples, and the penalties left in.
   *
   * @param parameters θ, [length], of any floating-point type
   * @return [length], zero where a parameter is not trained; a buffer, overwritten by the next call
   */
  INDArray gradientAt(INDArray parameters, ProbeData data, int iteration, int epoch);

  /**
   * E[h²] of what enters each layer with parameters, without dropout: the mean over all examples.
   *
   * @return [features or channels] in float64, by the layer's key in gradient names
   * @throws UnsupportedOperationException when it knows no layers
   */
  default Map<String, INDArray> meanSquareInputs(INDArray parameters, ProbeData data) {
    throw new UnsupportedOperationException(
        "the inputs of layers are known for MultiLayerNetwork and ComputationGraph only; leave out"
            + " the regularizers that are made of activations");
  }
}
