package io.lambdascope.core.monitor;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.snapshot.ReferenceQuality;

/**
 * One observed step, as it leaves the device.
 *
 * @param match the sufficient statistics, of its replicates where it was drawn more than once
 * @param deviationNorm ‖b‖, of all of it, where the statistics may have directions partialled out
 * @param referenceNorm norm of the reference update in units of a gradient
 * @param quality how good the reference was
 */
public record Observation(
    ReplicatedMatch match, double deviationNorm, double referenceNorm, ReferenceQuality quality) {

  /** Of a step that was drawn once. */
  public Observation(
      GradientMatch match, double deviationNorm, double referenceNorm, ReferenceQuality quality) {
    this(ReplicatedMatch.single(match), deviationNorm, referenceNorm, quality);
  }
}
