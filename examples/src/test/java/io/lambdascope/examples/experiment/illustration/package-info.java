/** Tests of the paper's two illustrations. */
@NullMarked
package io.lambdascope.examples.experiment.illustration;

import org.jspecify.annotations.NullMarked;
