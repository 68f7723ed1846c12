/**
 * Snapshots as meters: a {@link io.lambdascope.core.snapshot.SnapshotSource} in, Micrometer meters
 * in any registry out. The only place where "unknown" becomes NaN. Imports {@code snapshot} of the
 * core, the values in it ({@code match}, {@code estimate}, {@code drift}, {@code verdict}), and
 * Micrometer's instruments; never the network, a particular registry or DL4J.
 */
@NullMarked
package io.lambdascope.prometheus;

import org.jspecify.annotations.NullMarked;
