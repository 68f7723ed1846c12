package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * R(θ) = Σ over paths from inputs to outputs of Π w² = 1ᵀ(W_1∘²)(W_2∘²)…1. With v_l the sums over
 * paths from the inputs to layer l and u_l those from layer l to the outputs, ∂R/∂W_l =
 * 2W_l∘(v_{l−1}u_lᵀ).
 */
record PathNorm() implements Regularizer, Serializable {

  @Override
  public String name() {
    return "path_norm";
  }

  /** Paths go through weights; biases start none. */
  @Override
  public boolean actsOn(Segment segment) {
    return segment.kind() == ParameterKind.WEIGHT;
  }

  @Override
  public void check(ParameterLayout layout, List<Segment> segments) {
    boolean stack = true;
    for (int l = 0; stack && l < segments.size(); l++) {
      Segment segment = segments.get(l);
      stack =
          segment.parameter().equals("W")
              && segment.shape().size() == 2
              && segment.layer().chars().allMatch(Character::isDigit)
              && (l == 0 || follows(layout, segments.get(l - 1), segment));
    }
    if (!stack) {
      throw new IllegalArgumentException(
          ("path_norm is defined for a stack of dense layers of a MultiLayerNetwork, each as wide as"
                  + " the next one's inputs; given were %s. Leave it out, or name the layers of a"
                  + " stack by a group")
              .formatted(segments.stream().map(s -> s.gradientKey() + s.shape()).toList()));
    }
  }

  /** Next to it among the weights of the network, and as tall as it is wide. */
  private static boolean follows(ParameterLayout layout, Segment before, Segment next) {
    List<Segment> weights =
        layout.segments().stream().filter(s -> s.kind() == ParameterKind.WEIGHT).toList();
    return weights.indexOf(next) == weights.indexOf(before) + 1
        && before.shape().get(1).equals(next.shape().get(0));
  }

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    List<INDArray> squares = new ArrayList<>();
    List<INDArray> fromInputs = new ArrayList<>();
    INDArray forward = Nd4j.ones(DataType.DOUBLE, 1, segments.get(0).shape().get(0));
    for (Segment segment : segments) {
      INDArray weights = segment.arrayIn(at.parameters());
      INDArray squared = weights.mul(weights);
      squares.add(squared);
      fromInputs.add(forward);
      forward = forward.mmul(squared);
    }
    INDArray toOutputs = Nd4j.ones(DataType.DOUBLE, forward.columns(), 1);
    for (int l = segments.size() - 1; l >= 0; l--) {
      INDArray part = segments.get(l).arrayIn(into);
      part.assign(segments.get(l).arrayIn(at.parameters()));
      part.muli(fromInputs.get(l).transpose().mmul(toOutputs.transpose())).muli(2);
      toOutputs = squares.get(l).mmul(toOutputs);
    }
  }
}
