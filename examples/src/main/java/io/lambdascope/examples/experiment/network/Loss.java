package io.lambdascope.examples.experiment.network;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss L(θ), a mean over examples without penalties. One thread. */
public interface Loss {

  /**
   * ∇L(θ).
   *
   * @param parameters θ, [1, p] or [p], of any floating-point type
   * @return a new array, [p] in float64
   */
  INDArray gradient(INDArray parameters);

  /**
   * Hv, H the Hessian at θ, by central differences along v; the error is of the second order in
   * their step. Two gradients; none when v is zero.
   *
   * @param direction v, [p] in float64
   * @return a new array, [p] in float64
   */
  default INDArray hessianTimes(INDArray parameters, INDArray direction) {
    double norm = direction.norm2Number().doubleValue();
    if (norm == 0) {
      return direction.dup();
    }
    double scale = differenceStep() / norm;
    INDArray displacement = direction.mul(scale);
    INDArray ahead = gradient(parameters.add(displacement));
    return ahead.subi(gradient(parameters.sub(displacement))).divi(2 * scale);
  }

  /** Length of a central difference's step in parameter space; by default one for float64. */
  default double differenceStep() {
    return 1e-4;
  }
}
