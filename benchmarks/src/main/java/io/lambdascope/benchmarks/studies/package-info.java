/**
 * Simulation studies of the estimators: seeds and sizes in, {@link
 * io.lambdascope.benchmarks.studies.Report} out, written to {@code docs/studies}.
 */
@NullMarked
package io.lambdascope.benchmarks.studies;

import org.jspecify.annotations.NullMarked;
