/** Simulation studies and benchmarks, one command each; nothing depends on this module. */
@NullMarked
package io.lambdascope.benchmarks;

import org.jspecify.annotations.NullMarked;
