/** Tests of what is noticed of a switch in mid-run. */
@NullMarked
package io.lambdascope.examples.switches;

import org.jspecify.annotations.NullMarked;
