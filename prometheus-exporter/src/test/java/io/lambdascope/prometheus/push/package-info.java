/** Pushes against a real Pushgateway, and against gateways that misbehave. */
@NullMarked
package io.lambdascope.prometheus.push;

import org.jspecify.annotations.NullMarked;
