/**
 * The endpoint for Prometheus: meters in, their text over HTTP out, on loopback unless told
 * otherwise; and the live page's files and numbers. No computation. Imports {@code
 * io.lambdascope.prometheus}, its {@code page}, the core's {@code snapshot} and the Prometheus
 * client; nothing imports it. {@code MetricsServer} puts it together, {@code Endpoint} lets
 * requests in, {@code ExchangeThreads} ends those that take too long.
 */
@NullMarked
package io.lambdascope.prometheus.http;

import org.jspecify.annotations.NullMarked;
