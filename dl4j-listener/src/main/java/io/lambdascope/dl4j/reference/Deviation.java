package io.lambdascope.dl4j.reference;

import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far a step was from its reference.
 *
 * @param vector b_t = (u_t − r_t)/η_t, [length] in float64, zero where a parameter is not trained;
 *     a buffer, overwritten when the next step comes
 * @param nuisance directions in which b also moves for reasons that no regularizer stands for, to
 *     be partialled out; buffers of the same form
 * @param objective the objective at θ_t, for regularizers made of its gradient
 * @param referenceNorm norm of the reference's gradient: its mean loss over the trained parameters
 * @param etaCurvature ηh, for the flow
 */
public record Deviation(
    INDArray vector,
    List<INDArray> nuisance,
    Objective objective,
    double referenceNorm,
    OptionalDouble etaCurvature) {

  /** Copies the list. */
  public Deviation {
    nuisance = List.copyOf(nuisance);
  }
}
