package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * R(θ) = Σ h(θ_i) with h(x) = x²/(2β) where |x| &lt; β and |x| − β/2 elsewhere; h'(x) is x/β, cut
 * off at ±1.
 */
record SmoothedOneNorm(double beta) implements Regularizer, Serializable {

  SmoothedOneNorm {
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
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    for (Segment segment : segments) {
      INDArray part = segment.in(into);
      part.assign(segment.in(at.parameters())).divi(beta);
      Transforms.max(part, -1, false);
      Transforms.min(part, 1, false);
    }
  }

  @Override
  public OptionalDouble quadraticZoneShare(Objective at, List<Segment> segments) {
    long within = 0;
    long all = 0;
    for (Segment segment : segments) {
      within += segment.in(at.parameters()).scan(Conditions.absLessThan(beta)).longValue();
      all += segment.length();
    }
    return OptionalDouble.of((double) within / all);
  }
}
