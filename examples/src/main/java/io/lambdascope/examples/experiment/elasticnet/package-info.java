/** Known elastic-net penalties, found again from networks trained with them. */
@NullMarked
package io.lambdascope.examples.experiment.elasticnet;

import org.jspecify.annotations.NullMarked;
