/**
 * What a step would have been without the ablated cause: a {@link
 * io.lambdascope.dl4j.capture.CapturedStep} in, its {@link io.lambdascope.dl4j.reference.Deviation}
 * from the reference out, with the objective there for regularizers that need its gradient. Imports
 * {@code network} and {@code capture}, and of {@code monitor-core} the values {@code match} and
 * {@code snapshot}.
 */
@NullMarked
package io.lambdascope.dl4j.reference;

import org.jspecify.annotations.NullMarked;
