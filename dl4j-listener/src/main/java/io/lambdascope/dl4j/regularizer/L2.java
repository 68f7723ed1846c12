package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** R(θ) = ‖θ‖², ∇R = 2θ. */
record L2() implements Regularizer {

  @Override
  public String name() {
    return "l2";
  }

  @Override
  public void gradient(Objective at, List<Segment> penalized, INDArray into) {
    for (Segment segment : penalized) {
      var interval = NDArrayIndex.interval(segment.offset(), segment.end());
      into.get(interval).assign(at.parameters().get(interval)).muli(2);
    }
  }
}
