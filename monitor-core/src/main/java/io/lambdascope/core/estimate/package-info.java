/**
 * Online estimators of Λ(t): {@link io.lambdascope.core.match.GradientMatch} in, {@link
 * io.lambdascope.core.estimate.LambdaEstimate} out, each coefficient with its doubt. Estimators are
 * mutable and belong to one thread; estimates are immutable. Imports {@code linalg} and {@code
 * match}.
 */
@NullMarked
package io.lambdascope.core.estimate;

import org.jspecify.annotations.NullMarked;
