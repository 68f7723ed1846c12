/**
 * Which iterations are sampled: an iteration number in, yes or no out; and how large a part of its
 * probe a sample may read. Imports no other package of Lambdascope.
 */
@NullMarked
package io.lambdascope.dl4j.schedule;

import org.jspecify.annotations.NullMarked;
