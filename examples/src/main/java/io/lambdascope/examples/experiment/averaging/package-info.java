/** Weight averaging as a pull towards the weights where averaging began. */
@NullMarked
package io.lambdascope.examples.experiment.averaging;

import org.jspecify.annotations.NullMarked;
