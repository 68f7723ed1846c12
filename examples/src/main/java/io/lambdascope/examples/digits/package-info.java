/** The UCI digits that ship with the examples, and the network trained on them. */
@NullMarked
package io.lambdascope.examples.digits;

import org.jspecify.annotations.NullMarked;
