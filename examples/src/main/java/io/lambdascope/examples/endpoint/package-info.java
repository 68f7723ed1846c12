/** What the endpoint needs besides a training: a password's hash. */
@NullMarked
package io.lambdascope.examples.endpoint;

import org.jspecify.annotations.NullMarked;
