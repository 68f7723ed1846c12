/** Tests of the experiment on dropout. */
@NullMarked
package io.lambdascope.examples.experiment.dropout;

import org.jspecify.annotations.NullMarked;
