/** How the penalty that dropout acts as depends on its rate and on the time of training. */
@NullMarked
package io.lambdascope.examples.dropout;

import org.jspecify.annotations.NullMarked;
