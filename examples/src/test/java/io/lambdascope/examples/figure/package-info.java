@NullMarked
package io.lambdascope.examples.figure;

import org.jspecify.annotations.NullMarked;
