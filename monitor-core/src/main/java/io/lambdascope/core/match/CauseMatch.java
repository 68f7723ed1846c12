package io.lambdascope.core.match;

/**
 * What one cause adds to a deviation b, as it leaves the device: a vector d of the same length p,
 * of which there is one for each cause of a chain, so that they sum to b.
 *
 * @param cause what d is due to
 * @param cross Φᵀd, r entries, with the same directions partialled out as of the whole observation;
 *     those of a chain sum to the observation's c
 * @param partialEnergy dᵀd of what is left of d with these directions partialled out
 * @param energy dᵀd, of all of d
 * @param product dᵀb, of all of d and b; those of a chain sum to bᵀb
 */
public record CauseMatch(
    Cause cause, double[] cross, double partialEnergy, double energy, double product) {

  /** Copies. */
  public CauseMatch {
    cross = cross.clone();
  }

  @Override
  public double[] cross() {
    return cross.clone();
  }

  /** The regression of d in place of b on the columns of an observation. */
  public GradientMatch match(GradientMatch whole) {
    return new GradientMatch(
        whole.iteration(), whole.equations(), whole.gram(), cross, partialEnergy);
  }
}
