/** Tests of weight averaging as a pull to where it began. */
@NullMarked
package io.lambdascope.examples.experiment.averaging;

import org.jspecify.annotations.NullMarked;
