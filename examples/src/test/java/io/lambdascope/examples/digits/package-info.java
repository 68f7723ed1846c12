@NullMarked
package io.lambdascope.examples.digits;

import org.jspecify.annotations.NullMarked;
