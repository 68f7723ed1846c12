package io.lambdascope.core.monitor;

import java.io.IOException;

/** Where a monitor saves its state. Called by the worker alone. */
@FunctionalInterface
public interface StateStore {

  /**
   * Keeps a state in place of the one before, which must stay whole when this fails.
   *
   * @throws IOException when it could not; the monitor counts that and goes on
   */
  void save(MonitorState state) throws IOException;
}
