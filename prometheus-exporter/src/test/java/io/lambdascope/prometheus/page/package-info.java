/** Tests of what the page shows, on clocks moved by hand. */
@NullMarked
package io.lambdascope.prometheus.page;

import org.jspecify.annotations.NullMarked;
