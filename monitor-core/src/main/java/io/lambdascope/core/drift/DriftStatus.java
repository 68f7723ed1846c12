package io.lambdascope.core.drift;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of one coefficient after an observation. Immutable.
 *
 * @param phase stable or not, or not known yet
 * @param score the evidence for a change in units of its threshold: the larger of CUSUM / threshold
 *     and |z| / bound; at or above {@value #THRESHOLD} a drift is declared, and while drifting the
 *     score stays what it was then, so that {@code score >= 1} says the same as {@link
 *     DriftPhase#DRIFTING}; empty while warming up
 * @param z the fast less the slow mean of the observations since the baseline began, as a standard
 *     normal score; while drifting, of those after the detection; empty when too few
 * @param drifts how many drifts were declared, counting one that lasts
 * @param latest the last of them; empty when there was none
 */
public record DriftStatus(
    DriftPhase phase, OptionalDouble score, OptionalDouble z, long drifts, Optional<Drift> latest) {

  /** The score at which a drift is declared. */
  public static final double THRESHOLD = 1;
}
