/**
 * The immutable published view: estimates and counters in, {@link
 * io.lambdascope.core.snapshot.MonitorSnapshot} out. All that meters, pages and logs may hold.
 * Imports {@code match}, {@code estimate}, {@code drift} and {@code verdict}.
 */
@NullMarked
package io.lambdascope.core.snapshot;

import org.jspecify.annotations.NullMarked;
