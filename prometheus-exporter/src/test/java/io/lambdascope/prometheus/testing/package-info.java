/** What tests of several modules need to talk to real programs. */
@NullMarked
package io.lambdascope.prometheus.testing;

import org.jspecify.annotations.NullMarked;
