/** Changes of the training in mid-run, and whether the monitor says so. */
@NullMarked
package io.lambdascope.examples.switches;

import org.jspecify.annotations.NullMarked;
