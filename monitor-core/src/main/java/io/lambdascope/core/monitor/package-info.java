/**
 * Owns the order of the stages: observations in, snapshots out. Imports all other rooms of this
 * module but {@code linalg}.
 */
@NullMarked
package io.lambdascope.core.monitor;

import org.jspecify.annotations.NullMarked;
