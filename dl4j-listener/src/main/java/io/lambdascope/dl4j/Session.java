package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;

/**
 * What a listener does for the one network it watches: single steps or windows of them go through
 * it to the monitor. Nothing is thrown out of its methods.
 *
 * <p><b>Threads.</b> {@link #backwardPass}, {@link #iterationDone}, {@link #epochStart} and {@link
 * #epochEnd} are called by the thread that trains, one at a time; all others by any.
 */
interface Session extends AutoCloseable {

  /** The network in training. */
  Network network();

  Monitor monitor();

  /** What was said of the network when the session was made. */
  Preflight preflight();

  /** Whether another model's iteration of this number would have been sampled. */
  boolean concerns(long iteration);

  /** An epoch of training starts. */
  void epochStart();

  /** An epoch of training has ended. */
  void epochEnd();

  /** Backpropagation is done and the updater is not yet. */
  void backwardPass();

  /** The parameters have been changed. */
  void iterationDone(int iteration, int epoch);

  /** Counts a failure outside the worker. */
  void fail(Throwable t);

  /** Finishes what was captured, and ends the worker. May be called more than once. */
  @Override
  void close();
}
