package io.lambdascope.core.record;

import io.lambdascope.core.monitor.Observation;

/**
 * A record of a log.
 *
 * @param epoch DL4J's number of the epoch of the observed iteration
 * @param loss the score of that iteration
 * @param observation the observation, exact to the last bit
 */
public record LoggedObservation(int epoch, double loss, Observation observation) {

  /** DL4J's number of the observed iteration. */
  public long iteration() {
    return observation.match().iteration();
  }
}
