package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.ParameterLayout;
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
}
