/**
 * Tells when a coefficient has drifted: what each observation alone says about each coefficient in,
 * {@link io.lambdascope.core.drift.DriftStatus} out. Detectors are mutable and belong to one
 * thread; statuses are immutable. Imports no other package of Lambdascope.
 */
@NullMarked
package io.lambdascope.core.drift;

import org.jspecify.annotations.NullMarked;
