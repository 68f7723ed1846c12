package io.lambdascope.core.match;

/**
 * What one cause adds to a deviation b, as it leaves the device: a vector d of the same length p,
 * of which there is one for each cause of a chain, so that they sum to b.
 *
 * @param cause what d is due to
 * @param cross Φᵀd, r entries, with the same directions partialled out as of the whole observation
 * @param energy dᵀd, of all of d
 * @param product dᵀb, of all of d and b
 */
public record CauseMatch(Cause cause, double[] cross, double energy, double product) {

  /** Copies. */
  public CauseMatch {
    cross = cross.clone();
  }

  @Override
  public double[] cross() {
    return cross.clone();
  }
}
