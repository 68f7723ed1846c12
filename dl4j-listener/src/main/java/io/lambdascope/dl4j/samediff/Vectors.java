package io.lambdascope.dl4j.samediff;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The variables as parts of one vector. */
final class Vectors {

  private Vectors() {}

  /** A segment's part of a vector, as long as it is. */
  static INDArray part(INDArray vector, Segment segment) {
    return vector.get(NDArrayIndex.interval(segment.offset(), segment.end()));
  }

  /** A view of each variable's part of a vector, in the variable's shape and order. */
  static List<INDArray> shaped(INDArray vector, ParameterLayout layout) {
    return layout.segments().stream()
        .map(
            segment ->
                part(vector, segment)
                    .reshape(
                        segment.order(),
                        segment.shape().stream().mapToLong(Long::longValue).toArray()))
        .toList();
  }
}
