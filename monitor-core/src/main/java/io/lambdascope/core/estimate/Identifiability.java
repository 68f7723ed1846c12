package io.lambdascope.core.estimate;

/**
 * How well the candidates' gradients tell one coefficient from the others, whatever the noise. The
 * bounds are in {@link IdentifiabilityBounds}.
 */
public enum Identifiability {
  /** The column stands apart from the others. */
  IDENTIFIED,
  /** The column is nearly a combination of the others: the value moves much with small errors. */
  WEAK,
  /** The column is zero or, to the stated bound, a combination of the others: no value exists. */
  NOT_IDENTIFIED
}
