/** Pictures of runs: snapshots in, PNG files out. */
@NullMarked
package io.lambdascope.examples.figure;

import org.jspecify.annotations.NullMarked;
