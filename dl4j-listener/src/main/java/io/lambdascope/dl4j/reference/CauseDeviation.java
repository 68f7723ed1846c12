package io.lambdascope.dl4j.reference;

import io.lambdascope.core.match.Cause;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one cause adds to a deviation.
 *
 * @param vector d, in units of a gradient as the deviation is; a buffer, [length] in float64, zero
 *     where a parameter is not trained, overwritten when the next step comes
 */
public record CauseDeviation(Cause cause, INDArray vector) {}
