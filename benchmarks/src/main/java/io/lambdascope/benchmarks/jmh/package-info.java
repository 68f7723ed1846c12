/**
 * What the estimators cost: random statistics in, time and bytes of an update out, as a {@link
 * io.lambdascope.benchmarks.studies.Report} in {@code docs/studies}. Imports monitor-core and
 * {@code studies}.
 */
@NullMarked
package io.lambdascope.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
