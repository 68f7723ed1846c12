@NullMarked
package io.lambdascope.examples.experiment;

import org.jspecify.annotations.NullMarked;
