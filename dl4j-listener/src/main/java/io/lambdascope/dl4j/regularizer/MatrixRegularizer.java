package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * R(θ) = Σ R(W) over the weight matrices: arrays [nIn, nOut] as they are, recurrent weights among
 * them, convolution kernels [nOut, nIn, …] as [nIn·…, nOut]; columns are units. Biases, and arrays
 * with a single row or column, are not matrices and left out.
 */
interface MatrixRegularizer extends Regularizer, Serializable {

  /** ∇R at one matrix; a new array. */
  INDArray gradient(INDArray matrix);

  @Override
  default boolean actsOn(Segment segment) {
    return Views.isMatrix(segment);
  }

  @Override
  default void gradient(Objective at, List<Segment> segments, INDArray into) {
    for (Segment segment : segments) {
      Views.matrix(into, segment).assign(gradient(Views.matrix(at.parameters(), segment)));
    }
  }
}
