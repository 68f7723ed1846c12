/**
 * What theory predicts that an estimate should find: settings of a training procedure in, the
 * coefficients of its known implicit regularization out, and a bound on the error of an estimate.
 * Imports {@code linalg}.
 */
@NullMarked
package io.lambdascope.core.theory;

import org.jspecify.annotations.NullMarked;
