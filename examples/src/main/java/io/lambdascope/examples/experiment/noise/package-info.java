/** The penalties that plain SGD adds, from live training. */
@NullMarked
package io.lambdascope.examples.experiment.noise;

import org.jspecify.annotations.NullMarked;
