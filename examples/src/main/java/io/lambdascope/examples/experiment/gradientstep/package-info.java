/** Recovery of the penalty that gradient descent's finite steps add, at trained networks. */
@NullMarked
package io.lambdascope.examples.experiment.gradientstep;

import org.jspecify.annotations.NullMarked;
