package io.lambdascope.core.monitor;

import io.lambdascope.core.snapshot.Progress;
import java.io.IOException;

/**
 * Where a monitor puts down each observation that its estimator took in. Called by the worker
 * alone.
 */
@FunctionalInterface
public interface Recorder {

  /**
   * Keeps an observation.
   *
   * @param at where training stood at the observed iteration
   * @throws IOException when it could not; the monitor counts that and goes on
   */
  void record(Observation observation, Progress at) throws IOException;

  /** Brings to the disk what was kept: before the monitor's state is saved, so as not to lag it. */
  default void flush() throws IOException {}

  /** Nothing more comes. */
  default void close() throws IOException {}
}
