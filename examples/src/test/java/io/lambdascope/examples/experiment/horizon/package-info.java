/** Descent and its flows against the eigenvalues' closed forms. */
@NullMarked
package io.lambdascope.examples.experiment.horizon;

import org.jspecify.annotations.NullMarked;
