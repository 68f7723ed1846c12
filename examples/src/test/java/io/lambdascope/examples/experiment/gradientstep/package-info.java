/** The gradient-step experiment, its parts against closed forms. */
@NullMarked
package io.lambdascope.examples.experiment.gradientstep;

import org.jspecify.annotations.NullMarked;
