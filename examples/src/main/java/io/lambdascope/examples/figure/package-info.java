/** Pictures of runs: snapshots in, PNG files and rows of tables out. */
@NullMarked
package io.lambdascope.examples.figure;

import org.jspecify.annotations.NullMarked;
