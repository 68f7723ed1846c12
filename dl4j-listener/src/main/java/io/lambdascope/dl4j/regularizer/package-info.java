/**
 * Candidate regularizers: the objective at θ_t in, the gradient of a regularizer out. Imports
 * {@code network} and {@code reference}.
 */
@NullMarked
package io.lambdascope.dl4j.regularizer;

import org.jspecify.annotations.NullMarked;
