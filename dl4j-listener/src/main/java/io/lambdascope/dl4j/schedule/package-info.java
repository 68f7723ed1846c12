/**
 * Which iterations are sampled: an iteration number in, yes or no out. Imports no other package of
 * Lambdascope.
 */
@NullMarked
package io.lambdascope.dl4j.schedule;

import org.jspecify.annotations.NullMarked;
