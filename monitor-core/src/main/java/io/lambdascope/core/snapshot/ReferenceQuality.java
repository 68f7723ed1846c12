package io.lambdascope.core.snapshot;

import java.util.OptionalDouble;

/**
 * How good the reference of a sample was.
 *
 * @param etaCurvature ηh = η‖Hg‖/‖g‖ where the reference measured it; 2 is the edge of stability
 * @param error its estimated numerical error, in units of a gradient as the deviation is; empty
 *     where it has none but rounding
 * @param samplingError estimated standard error of its gradient by the choice of its examples, as a
 *     norm in units of a gradient; empty where it has no probe, or one of a single mini-batch
 * @param valid false where the reference is outside the range in which its theory holds, so that
 *     the sample's coefficients are not to be trusted
 * @param gradients evaluations of the gradient of all its data that the sample took, regularizers
 *     included
 * @param examples how many examples its gradient is a mean over; 0 where it computes none
 */
public record ReferenceQuality(
    OptionalDouble etaCurvature,
    OptionalDouble error,
    OptionalDouble samplingError,
    boolean valid,
    double gradients,
    long examples) {

  /** Exact, of no gradient: a reference that takes the step's own. */
  public static final ReferenceQuality EXACT =
      new ReferenceQuality(
          OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), true, 0, 0);
}
