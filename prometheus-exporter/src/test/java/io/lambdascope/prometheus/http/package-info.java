/** Tests of the endpoint, over real sockets. */
@NullMarked
package io.lambdascope.prometheus.http;

import org.jspecify.annotations.NullMarked;
