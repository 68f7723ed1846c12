package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;

/**
 * What a listener does for the one network it watches: single steps or windows of them go through
 * it to the monitor. Nothing is thrown out of its methods.
 *
 * <p><b>Threads.</b> {@link #backwardPass}, {@link #iterationDone} and those of epochs are called
 * by the thread that trains, one at a time; all others by any.
 */
interface Session extends AutoCloseable {

  /** The network in training. */
  Network network();

  Monitor monitor();

  /** What was said of the network when the session was made. */
  Preflight preflight();

  /** Whether an iteration is to be sampled. */
  boolean isDue(long iteration);

  /** Backpropagation is done and the updater is not yet. */
  void backwardPass();

  /** The parameters have been changed. */
  void iterationDone(int iteration, int epoch);

  /** DL4J begins an epoch. */
  default void epochStart() {}

  /** DL4J has ended an epoch. */
  default void epochEnd() {}

  /** Counts a failure outside the worker. */
  void fail(Throwable t);

  /** Finishes what was captured, and ends the worker. May be called more than once. */
  @Override
  void close();
}
