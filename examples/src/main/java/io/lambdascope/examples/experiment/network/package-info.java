/** Losses of networks as functions of a parameter vector, for experiments. */
@NullMarked
package io.lambdascope.examples.experiment.network;

import org.jspecify.annotations.NullMarked;
