/** Estimated penalties in place of the causes that they were estimated of. */
@NullMarked
package io.lambdascope.examples.experiment.retrain;

import org.jspecify.annotations.NullMarked;
