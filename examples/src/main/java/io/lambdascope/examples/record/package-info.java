/** Logs of observations on the command line: fitted again, and compared. */
@NullMarked
package io.lambdascope.examples.record;

import org.jspecify.annotations.NullMarked;
