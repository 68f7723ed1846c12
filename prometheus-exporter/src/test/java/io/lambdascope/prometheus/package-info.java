/** Tests of the meters. */
@NullMarked
package io.lambdascope.prometheus;

import org.jspecify.annotations.NullMarked;
