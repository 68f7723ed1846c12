package io.lambdascope.prometheus.page;

import io.lambdascope.core.drift.Drift;
import io.lambdascope.core.drift.DriftDirection;

/**
 * A detected change of a coefficient.
 *
 * @param term index of the coefficient's term
 * @param onset iteration in which it began
 * @param detected iteration in which it was seen
 * @param direction which way
 * @param change new level less the old one, in the coefficient's units
 */
record Onset(int term, long onset, long detected, DriftDirection direction, double change) {

  static Onset of(int term, Drift drift) {
    return new Onset(term, drift.onset(), drift.detected(), drift.direction(), drift.change());
  }

  /** Whether both are of one change; what is known of its size is brought up to date over time. */
  boolean isSameAs(Onset other) {
    return term == other.term && detected == other.detected;
  }
}
