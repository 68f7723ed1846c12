/**
 * What the live page shows: snapshots in, a bounded history and the current state in words out, as
 * JSON or CSV. Imports {@code prometheus} for how unknown values are read, {@code snapshot} of the
 * core and the values in it; never the HTTP server.
 */
@NullMarked
package io.lambdascope.prometheus.page;

import org.jspecify.annotations.NullMarked;
