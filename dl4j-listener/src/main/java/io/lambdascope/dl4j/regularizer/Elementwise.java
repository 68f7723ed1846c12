package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * R(θ) = Σ h(θ_i) over the penalized parameters.
 *
 * @param derivative turns θ_i into h'(θ_i), in place
 */
record Elementwise(String name, Consumer<INDArray> derivative) implements Regularizer {

  @Override
  public void gradient(Objective at, List<Segment> penalized, INDArray into) {
    for (Segment segment : penalized) {
      var interval = NDArrayIndex.interval(segment.offset(), segment.end());
      INDArray part = into.get(interval);
      part.assign(at.parameters().get(interval));
      derivative.accept(part);
    }
  }
}
