package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * R(θ) = ‖θ − θ₀‖², ∇R = 2(θ − θ₀). For {@link Regularizers#l2} and {@link Regularizers#distance}.
 *
 * @param origin θ₀, [length] in float64, or null for the zero vector
 */
public record SquaredNorm(String name, @Nullable INDArray origin)
    implements Regularizer, Serializable {

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    for (Segment segment : segments) {
      INDArray part = segment.in(into);
      part.assign(segment.in(at.parameters()));
      if (origin != null) {
        part.subi(segment.in(origin));
      }
      part.muli(2);
    }
  }

  @Override
  public void check(ParameterLayout layout, List<Segment> segments) {
    if (origin != null && origin.length() != layout.length()) {
      throw new IllegalArgumentException(
          ("the point that %s is measured from has %d entries, and the network %d parameters; give"
                  + " params() of this network")
              .formatted(name, origin.length(), layout.length()));
    }
  }

  /** A pull to θ₀ is no decay of weights unless that is zero. */
  @Override
  public OptionalDouble weightDecayPerLambda() {
    return origin == null ? OptionalDouble.of(2) : OptionalDouble.empty();
  }

  /** A pull to θ₀ is none of DL4J's penalties unless that is zero. */
  @Override
  public OptionalDouble configured(Segment segment, int iteration, int epoch) {
    return origin == null
        ? ExplicitPenalties.l2(segment, iteration, epoch)
        : OptionalDouble.empty();
  }
}
