/** The main job end to end on real data: train, estimate, serve, draw. */
@NullMarked
package io.lambdascope.examples.quickstart;

import org.jspecify.annotations.NullMarked;
