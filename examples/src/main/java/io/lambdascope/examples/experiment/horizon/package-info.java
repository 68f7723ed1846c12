/** Gradient descent against the gradient flows of its loss and of the modified loss. */
@NullMarked
package io.lambdascope.examples.experiment.horizon;

import org.jspecify.annotations.NullMarked;
