/**
 * One observation of the trajectory regression as its sufficient statistics: value in, a deviation
 * and the regularizer gradients it is compared with; value out, {@link
 * io.lambdascope.core.match.GradientMatch}, or {@link io.lambdascope.core.match.ReplicatedMatch}
 * where the same observation was drawn more than once. Imports no other package of Lambdascope.
 */
@NullMarked
package io.lambdascope.core.match;

import org.jspecify.annotations.NullMarked;
