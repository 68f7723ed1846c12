package io.lambdascope.core.monitor;

import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.snapshot.ReferenceQuality;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One observed step, as it leaves the device.
 *
 * @param match the sufficient statistics, of its replicates where it was drawn more than once
 * @param deviationNorm ‖b‖, of all of it, where the statistics may have directions partialled out
 * @param referenceNorm norm of the reference update in units of a gradient
 * @param quality how good the reference was
 * @param quadraticZoneShares for each column, where it is a smoothed one-norm's, the share of its
 *     parameters with |θ| &lt; β; an empty list where no column is
 * @param attribution what each cause adds to the deviation; an empty list where that is not asked
 */
public record Observation(
    ReplicatedMatch match,
    double deviationNorm,
    double referenceNorm,
    ReferenceQuality quality,
    List<OptionalDouble> quadraticZoneShares,
    List<CauseMatch> attribution) {

  /**
   * Copies.
   *
   * @throws IllegalArgumentException when there are shares, and not one place for each column
   */
  public Observation {
    quadraticZoneShares = List.copyOf(quadraticZoneShares);
    attribution = List.copyOf(attribution);
    if (!quadraticZoneShares.isEmpty() && quadraticZoneShares.size() != match.regularizers()) {
      throw new IllegalArgumentException(
          "shares need a place for each of %d columns, there are %d"
              .formatted(match.regularizers(), quadraticZoneShares.size()));
    }
  }

  /** Of a step that was drawn once, without a smoothed one-norm. */
  public Observation(
      GradientMatch match, double deviationNorm, double referenceNorm, ReferenceQuality quality) {
    this(
        ReplicatedMatch.single(match), deviationNorm, referenceNorm, quality, List.of(), List.of());
  }
}
