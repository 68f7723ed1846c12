package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * R(θ) = Σ h(θ_i) with h(x) = x²/(2β) where |x| &lt; β and |x| − β/2 elsewhere; h'(x) is x/β, cut
 * off at ±1. For {@link Regularizers#l1(double)}.
 *
 * @param beta β, in units of a parameter
 */
public record SmoothedOneNorm(double beta) implements Regularizer, Serializable {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when β is not positive and finite
   */
  public SmoothedOneNorm {
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
      cut(segment.in(into).assign(segment.in(at.parameters())).divi(beta));
    }
  }

  /** At ±1, in place. */
  private static INDArray cut(INDArray scaled) {
    Transforms.max(scaled, -1, false);
    return Transforms.min(scaled, 1, false);
  }

  /** h′(θ_i), a new array of the shape and type of θ. */
  public INDArray derivative(INDArray parameters) {
    return cut(parameters.div(beta));
  }

  /** Σh(θ_i). */
  public double value(INDArray parameters) {
    INDArray size = Transforms.abs(parameters.castTo(DataType.DOUBLE), true);
    INDArray within = Transforms.min(size, beta, true);
    // m²/(2β) + (|x| − m) with m = min(|x|, β) is h on both sides of β.
    return within.mul(within).divi(2 * beta).addi(size).subi(within).sumNumber().doubleValue();
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

  /** Exact where no parameter is in the quadratic zone, within which DL4J's l1 is no other. */
  @Override
  public OptionalDouble configured(Segment segment, int iteration, int epoch) {
    return ExplicitPenalties.l1(segment, iteration, epoch);
  }
}
