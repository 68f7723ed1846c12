/**
 * Owns the order of the stages: observations in, snapshots out. Imports all rooms of this module
 * but {@code linalg}, {@code endpoint} and {@code theory}.
 */
@NullMarked
package io.lambdascope.core.monitor;

import org.jspecify.annotations.NullMarked;
