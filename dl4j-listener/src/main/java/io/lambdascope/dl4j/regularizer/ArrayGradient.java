package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradient of a penalty that is a sum over parameter arrays, at one of them. */
@FunctionalInterface
public interface ArrayGradient extends Serializable {

  /**
   * ∂R/∂W. Called on the monitor's worker thread.
   *
   * @param segment which array it is
   * @param array W in its shape, in float64; a copy, which may be written to
   * @return an array of the same shape, {@code array} itself or another
   */
  INDArray of(Segment segment, INDArray array);
}
