/**
 * What outlives the process: observations in, a log of them and files of a monitor's state out, and
 * from a log again {@link io.lambdascope.core.estimate.LambdaEstimate}s by other estimators.
 * Imports {@code match}, {@code estimate}, {@code drift}, {@code verdict}, {@code snapshot} and
 * {@code monitor}.
 */
@NullMarked
package io.lambdascope.core.record;

import org.jspecify.annotations.NullMarked;
