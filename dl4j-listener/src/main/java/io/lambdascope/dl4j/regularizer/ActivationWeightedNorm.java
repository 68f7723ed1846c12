package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * R(θ) = Σ_l Σ_j E[h_lj²]·‖W_l,j‖², W_l,j the weights that multiply input j of layer l, with h held
 * fixed; ∇R = 2E[h_lj²]W_l,j. For {@link Regularizers#activationL2}.
 */
public record ActivationWeightedNorm() implements Regularizer, Serializable {

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
      INDArray part = segment.arrayIn(into);
      part.assign(segment.arrayIn(at.parameters()));
      part.muli(alongInputs(segment, at.meanSquareInputs().get(segment.layer()))).muli(2);
    }
  }

  /**
   * E[h²] of what enters a layer, shaped to multiply the array of its weights: 1 along all but the
   * inputs' dimension.
   *
   * @param squares [inputs], null where the layer has none
   * @throws IllegalStateException when the array has not one row or channel for each of them
   */
  public static INDArray alongInputs(Segment segment, @Nullable INDArray squares) {
    int inputs = segment.shape().size() == 2 ? 0 : 1;
    if (squares == null || squares.length() != segment.shape().get(inputs)) {
      throw new IllegalStateException(
          ("%s of shape %s has not one row or channel for each of its layer's inputs; leave its"
                  + " layer out by a group")
              .formatted(segment.gradientKey(), segment.shape()));
    }
    long[] shape = new long[segment.shape().size()];
    Arrays.fill(shape, 1);
    shape[inputs] = squares.length();
    return squares.reshape(shape);
  }
}
