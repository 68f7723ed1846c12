package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** R(θ) = Σ h(θ_i), h'(x) = clip(x/β, −1, 1): App. H.2 of arXiv 2605.05436. */
record SmoothedL1(double beta) implements Regularizer {

  SmoothedL1 {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("the smoothing parameter beta of l1 must be positive and finite, was %s; the default is"
                  + " %s")
              .formatted(beta, Regularizers.DEFAULT_BETA));
    }
  }

  @Override
  public String name() {
    return "l1";
  }

  @Override
  public void gradient(Objective at, List<Segment> penalized, INDArray into) {
    for (Segment segment : penalized) {
      var interval = NDArrayIndex.interval(segment.offset(), segment.end());
      INDArray part = into.get(interval);
      part.assign(at.parameters().get(interval)).divi(beta);
      Transforms.max(part, -1, false);
      Transforms.min(part, 1, false);
    }
  }
}
