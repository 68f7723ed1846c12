/**
 * The numbers of runs that end before they are scraped: a snapshot in, a push to a Pushgateway or a
 * file for node_exporter's textfile collector out. Imports {@code prometheus}, {@code snapshot} of
 * the core and Micrometer's Prometheus registry; never the endpoint.
 */
@NullMarked
package io.lambdascope.prometheus.push;

import org.jspecify.annotations.NullMarked;
