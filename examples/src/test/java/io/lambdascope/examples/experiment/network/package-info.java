/** What the experiments' losses and flows are, against closed forms. */
@NullMarked
package io.lambdascope.examples.experiment.network;

import org.jspecify.annotations.NullMarked;
