/** Early stopping in linear least squares, where the penalty is known exactly: Fig. 4 and 7. */
@NullMarked
package io.lambdascope.examples.experiment.linear;

import org.jspecify.annotations.NullMarked;
