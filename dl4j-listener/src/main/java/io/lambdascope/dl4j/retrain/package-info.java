/**
 * An estimate put back to work: as an explicit penalty, to retrain without the cause that it was
 * found for. Imports the rooms {@code network}, {@code reference}, {@code regularizer} and, of
 * monitor-core, {@code snapshot} and {@code estimate}.
 */
@NullMarked
package io.lambdascope.dl4j.retrain;

import org.jspecify.annotations.NullMarked;
