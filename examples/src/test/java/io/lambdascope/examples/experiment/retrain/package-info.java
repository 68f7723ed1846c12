/** Tests of retraining with estimated penalties. */
@NullMarked
package io.lambdascope.examples.experiment.retrain;

import org.jspecify.annotations.NullMarked;
