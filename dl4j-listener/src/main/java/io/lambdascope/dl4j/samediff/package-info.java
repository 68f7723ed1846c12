/**
 * What is needed of a SameDiff graph in training: copies of its steps, a copy of the graph that
 * computes gradients, and the step without the ablated cause. A {@link
 * io.lambdascope.dl4j.samediff.SameDiffStep} in, its {@link
 * io.lambdascope.dl4j.reference.Deviation} out. Imports {@code network} and {@code reference}, and
 * {@code snapshot} of {@code monitor-core}.
 */
@NullMarked
package io.lambdascope.dl4j.samediff;

import org.jspecify.annotations.NullMarked;
