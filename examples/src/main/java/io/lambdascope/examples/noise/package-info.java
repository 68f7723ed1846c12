/** What plain SGD does to a run on digits: the coefficients of theory, from live training. */
@NullMarked
package io.lambdascope.examples.noise;

import org.jspecify.annotations.NullMarked;
