/**
 * Whether a candidate regularizer is borne out by the deviations: {@link
 * io.lambdascope.core.match.ReplicatedMatch} or {@link io.lambdascope.core.match.GradientMatch}
 * collected as {@link io.lambdascope.core.verdict.Evidence}, and an estimate, in; {@link
 * io.lambdascope.core.verdict.Verdicts} out, each with what limited it. Imports {@code linalg},
 * {@code match} and {@code estimate}.
 */
@NullMarked
package io.lambdascope.core.verdict;

import org.jspecify.annotations.NullMarked;
