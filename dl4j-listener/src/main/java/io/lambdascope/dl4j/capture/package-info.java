/**
 * Copies of what one training step was made of: a network in mid-step in, {@link
 * io.lambdascope.dl4j.capture.CapturedStep} out. The only package that reads the vectors of a
 * network in training. Imports {@code network}.
 */
@NullMarked
package io.lambdascope.dl4j.capture;

import org.jspecify.annotations.NullMarked;
