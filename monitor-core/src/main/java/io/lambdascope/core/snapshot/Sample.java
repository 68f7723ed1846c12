package io.lambdascope.core.snapshot;

import java.time.Instant;

/**
 * What the last observation looked like.
 *
 * @param iteration DL4J's number of the sampled iteration
 * @param at when its statistics were complete
 * @param deviationNorm ‖b‖, in units of a gradient; exactly 0 when the ablated cause did nothing
 * @param referenceNorm norm of the reference update in units of a gradient
 * @param quality how good the reference was
 */
public record Sample(
    long iteration,
    Instant at,
    double deviationNorm,
    double referenceNorm,
    ReferenceQuality quality) {}
