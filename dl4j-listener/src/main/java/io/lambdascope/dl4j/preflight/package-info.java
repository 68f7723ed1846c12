/**
 * What can be said of a network before it trains: its configuration in, a {@link
 * io.lambdascope.dl4j.preflight.Preflight} out. Imports {@code network}, {@code reference} and
 * {@code regularizer}.
 */
@NullMarked
package io.lambdascope.dl4j.preflight;

import org.jspecify.annotations.NullMarked;
