package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Views of a flattened vector: what is written to them is written to the vector. */
final class Views {

  private Views() {}

  /**
   * A weight array as a matrix whose columns are its units' weights: [nIn, nOut] as it is, a
   * convolution kernel [nOut, nIn, …] as [nIn·…, nOut].
   */
  static INDArray matrix(INDArray of, Segment segment) {
    INDArray array = segment.arrayIn(of);
    return array.rank() == 2 ? array : array.reshape('c', array.size(0), -1).transpose();
  }

  /** Whether it is a weight array with at least two rows and two columns. */
  static boolean isMatrix(Segment segment) {
    List<Long> shape = segment.shape();
    return segment.kind() == ParameterKind.WEIGHT
        && shape.size() >= 2
        && shape.get(0) > 1
        && segment.length() > shape.get(0);
  }

  /** All else set to zero. */
  static void copy(INDArray from, List<Segment> segments, INDArray into) {
    for (Segment segment : segments) {
      segment.in(into).assign(segment.in(from));
    }
  }
}
