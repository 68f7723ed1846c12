/** Tests of early stopping and the bootstrap in least squares. */
@NullMarked
package io.lambdascope.examples.experiment.linear;

import org.jspecify.annotations.NullMarked;
