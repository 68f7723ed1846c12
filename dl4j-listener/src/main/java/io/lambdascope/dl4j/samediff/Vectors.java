package io.lambdascope.dl4j.samediff;

import io.lambdascope.dl4j.network.ParameterLayout;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The variables as parts of one vector. */
final class Vectors {

  private Vectors() {}

  /** A view of each variable's part of a vector, in the variable's shape and order. */
  static List<INDArray> shaped(INDArray vector, ParameterLayout layout) {
    return layout.segments().stream().map(segment -> segment.arrayIn(vector)).toList();
  }
}
