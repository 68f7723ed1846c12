@NullMarked
package io.lambdascope.dl4j;

import org.jspecify.annotations.NullMarked;
