/** The commands around the endpoint, as a user calls them. */
@NullMarked
package io.lambdascope.examples.endpoint;

import org.jspecify.annotations.NullMarked;
