/**
 * The Deeplearning4j side of Lambdascope: {@link io.lambdascope.dl4j.ImplicitBiasListener},
 * callbacks of a training network in, snapshots of Λ(t) out. Imports the rooms below it and {@code
 * monitor-core}.
 */
@NullMarked
package io.lambdascope.dl4j;

import org.jspecify.annotations.NullMarked;
