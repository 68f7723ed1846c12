/** The command line of the examples: arguments in, runs of the commands out. */
@NullMarked
package io.lambdascope.examples;

import org.jspecify.annotations.NullMarked;
