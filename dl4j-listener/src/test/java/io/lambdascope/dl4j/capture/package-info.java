@NullMarked
package io.lambdascope.dl4j.capture;

import org.jspecify.annotations.NullMarked;
