/**
 * Candidate regularizers: the objective at θ_t in, the gradient of a regularizer on a group of
 * parameters out. Imports {@code network} and {@code reference}, and {@code core.linalg} for
 * singular values.
 */
@NullMarked
package io.lambdascope.dl4j.regularizer;

import org.jspecify.annotations.NullMarked;
