/** Tests of the elastic-net experiment. */
@NullMarked
package io.lambdascope.examples.experiment.elasticnet;

import org.jspecify.annotations.NullMarked;
