package io.lambdascope.core.snapshot;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What the last observation looked like.
 *
 * @param iteration DL4J's number of the sampled iteration
 * @param at when its statistics were complete
 * @param deviationNorm ‖b‖, in units of a gradient; exactly 0 when the ablated cause did nothing
 * @param referenceNorm norm of the reference update in units of a gradient
 * @param etaCurvature ηh = η‖Hg‖/‖g‖ where the reference measured it; 2 is the edge of stability
 */
public record Sample(
    long iteration,
    Instant at,
    double deviationNorm,
    double referenceNorm,
    OptionalDouble etaCurvature) {}
