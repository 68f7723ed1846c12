@NullMarked
package io.lambdascope.examples;

import org.jspecify.annotations.NullMarked;
