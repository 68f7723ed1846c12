package io.lambdascope.core.monitor;

import io.lambdascope.core.match.GradientMatch;
import java.util.OptionalDouble;

/**
 * One observed step, as it leaves the device.
 *
 * @param match the sufficient statistics
 * @param deviationNorm ‖b‖, of all of it, where the statistics may have directions partialled out
 * @param referenceNorm norm of the reference update in units of a gradient
 * @param etaCurvature ηh where the reference measured it
 */
public record Observation(
    GradientMatch match, double deviationNorm, double referenceNorm, OptionalDouble etaCurvature) {}
