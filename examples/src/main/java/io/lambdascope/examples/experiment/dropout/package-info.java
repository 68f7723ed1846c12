/** Dropout as a penalty, Fig. 5 of the paper, and what can be told of it otherwise. */
@NullMarked
package io.lambdascope.examples.experiment.dropout;

import org.jspecify.annotations.NullMarked;
