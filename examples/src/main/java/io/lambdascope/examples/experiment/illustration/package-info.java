/** The paper's two illustrations, in numbers: a stationary point, and deviations along a path. */
@NullMarked
package io.lambdascope.examples.experiment.illustration;

import org.jspecify.annotations.NullMarked;
