package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** R(θ) = Σ R(W) over the penalized arrays, by the user's own gradient of one. */
record ArrayPenalty(String name, ArrayGradient gradient) implements Regularizer, Serializable {

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    for (Segment segment : segments) {
      INDArray part = segment.arrayIn(into);
      part.assign(segment.arrayIn(at.parameters()));
      // The function may write to what it gets: it is the place of the result, not θ.
      INDArray result = gradient.of(segment, part);
      if (!Arrays.equals(result.shape(), part.shape())) {
        throw new IllegalStateException(
            "the gradient of %s at %s must have the array's shape %s, has %s"
                .formatted(
                    name, segment.gradientKey(), segment.shape(), Arrays.toString(result.shape())));
      }
      if (result != part) {
        part.assign(result);
      }
    }
  }
}
