/** Tests of the commands that read logs. */
@NullMarked
package io.lambdascope.examples.record;

import org.jspecify.annotations.NullMarked;
