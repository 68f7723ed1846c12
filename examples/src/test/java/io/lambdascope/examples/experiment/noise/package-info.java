/** The sgd-noise experiment, in small. */
@NullMarked
package io.lambdascope.examples.experiment.noise;

import org.jspecify.annotations.NullMarked;
