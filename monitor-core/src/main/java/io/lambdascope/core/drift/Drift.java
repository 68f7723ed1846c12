package io.lambdascope.core.drift;

/**
 * A change of a coefficient. Immutable.
 *
 * @param onset the estimated iteration of the first changed observation: the first after the
 *     evidence was last zero (Page 1954); the change itself lies after the observation before it
 * @param detected the iteration at which the evidence crossed its threshold
 * @param direction which way
 * @param change the new level less the one before the onset, in the coefficient's units. At
 *     detection it is that of the observations since the onset, winsorized, hence too small for
 *     changes of many standard errors; it is brought up to date from the observations after the
 *     detection until the coefficient is stable again
 */
public record Drift(long onset, long detected, DriftDirection direction, double change) {}
