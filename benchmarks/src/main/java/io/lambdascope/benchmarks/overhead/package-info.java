/**
 * What the monitor costs a training run, and whether that stays: networks and budgets in, pages of
 * figures out, measured from outside. Times are of the machine.
 */
@NullMarked
package io.lambdascope.benchmarks.overhead;

import org.jspecify.annotations.NullMarked;
