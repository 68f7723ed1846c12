package io.lambdascope.dl4j.reference;

import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far a step was from its reference. Vectors are buffers, [length] in float64, zero where a
 * parameter is not trained, overwritten when the next step comes.
 *
 * @param vector b_t = (u_t − r_t)/η_t
 * @param nuisance directions in which b also moves for reasons that no regularizer stands for, to
 *     be partialled out
 * @param replicates independent draws of b, whose mean {@code vector} is; none where there is only
 *     one
 * @param objective the objective at θ_t, for regularizers made of its gradient
 * @param referenceNorm norm of the reference's gradient: its mean loss over the trained parameters
 * @param etaCurvature ηh, for the flow
 * @param integrationError for the flow: its estimated error, in units of a gradient as b is
 * @param valid false where the reference is outside the range in which its theory holds
 * @param samplingError standard error of the reference's gradient by the choice of its examples, as
 *     a norm; empty where it has none, or where one chunk of examples cannot tell
 * @param causes what each cause adds to {@code vector}, in the order of the chain; none where that
 *     is not asked for
 */
public record Deviation(
    INDArray vector,
    List<INDArray> nuisance,
    List<INDArray> replicates,
    Objective objective,
    double referenceNorm,
    OptionalDouble etaCurvature,
    OptionalDouble integrationError,
    boolean valid,
    OptionalDouble samplingError,
    List<CauseDeviation> causes) {

  /** Copies the lists. */
  public Deviation {
    nuisance = List.copyOf(nuisance);
    replicates = List.copyOf(replicates);
    causes = List.copyOf(causes);
  }

  /** Not taken apart, of which no sampling error is known. */
  public Deviation(
      INDArray vector,
      List<INDArray> nuisance,
      List<INDArray> replicates,
      Objective objective,
      double referenceNorm,
      OptionalDouble etaCurvature,
      OptionalDouble integrationError,
      boolean valid) {
    this(
        vector,
        nuisance,
        replicates,
        objective,
        referenceNorm,
        etaCurvature,
        integrationError,
        valid,
        OptionalDouble.empty(),
        List.of());
  }

  /** One draw, always valid, with nothing to partial out. */
  public Deviation(INDArray vector, Objective objective, double referenceNorm) {
    this(vector, List.of(), objective, referenceNorm);
  }

  /** Always valid, with nothing to partial out. */
  Deviation(INDArray vector, List<INDArray> replicates, Objective objective, double referenceNorm) {
    this(
        vector,
        List.of(),
        replicates,
        objective,
        referenceNorm,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        true);
  }

  /** The same, taken apart. */
  Deviation by(List<CauseDeviation> links) {
    return new Deviation(
        vector,
        nuisance,
        replicates,
        objective,
        referenceNorm,
        etaCurvature,
        integrationError,
        valid,
        samplingError,
        links);
  }

  /** The same, with what the choice of examples does to it. */
  Deviation withSamplingError(OptionalDouble error) {
    return new Deviation(
        vector,
        nuisance,
        replicates,
        objective,
        referenceNorm,
        etaCurvature,
        integrationError,
        valid,
        error,
        causes);
  }
}
