package io.lambdascope.core.monitor;

import io.lambdascope.core.match.GradientMatch;
import java.util.OptionalDouble;

/**
 * One observed step, as it leaves the device.
 *
 * @param match the sufficient statistics
 * @param referenceNorm norm of the reference update in units of a gradient
 * @param etaCurvature ηh where the reference measured it
 */
public record Observation(GradientMatch match, double referenceNorm, OptionalDouble etaCurvature) {}
