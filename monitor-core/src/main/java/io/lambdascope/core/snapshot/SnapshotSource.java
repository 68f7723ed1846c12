package io.lambdascope.core.snapshot;

/** Where readers get the current snapshot from. Implementations are safe for any thread. */
@FunctionalInterface
public interface SnapshotSource {

  /** The current snapshot; never blocks on training or on the worker. */
  MonitorSnapshot snapshot();
}
