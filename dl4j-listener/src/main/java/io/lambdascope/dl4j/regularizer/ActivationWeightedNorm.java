package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * R(θ) = Σ_l Σ_j E[h_lj²]·‖W_l,j‖², W_l,j the weights that multiply input j of layer l, with h held
 * fixed; ∇R = 2E[h_lj²]W_l,j.
 */
record ActivationWeightedNorm() implements Regularizer, Serializable {

  @Override
  public String name() {
    return "activation_l2";
  }

  @Override
  public boolean usesObjective() {
    return true;
  }

  /** Weights of a layer's own inputs, which dropout acts on; recurrent weights are not. */
  @Override
  public boolean actsOn(Segment segment) {
    return segment.kind() == ParameterKind.WEIGHT
        && segment.parameter().equals("W")
        && segment.shape().size() >= 2;
  }

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    for (Segment segment : segments) {
      INDArray squares = at.meanSquareInputs().get(segment.layer());
      int inputs = segment.shape().size() == 2 ? 0 : 1;
      if (squares == null || squares.length() != segment.shape().get(inputs)) {
        throw new IllegalStateException(
            ("%s of shape %s has not one row or channel for each of its layer's inputs; leave its"
                    + " layer out by a group")
                .formatted(segment.gradientKey(), segment.shape()));
      }
      long[] alongInputs = new long[segment.shape().size()];
      Arrays.fill(alongInputs, 1);
      alongInputs[inputs] = squares.length();
      INDArray part = segment.arrayIn(into);
      part.assign(segment.arrayIn(at.parameters()));
      part.muli(squares.reshape(alongInputs)).muli(2);
    }
  }
}
