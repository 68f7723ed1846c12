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
 *
 * @param <S> what is captured of a sample
 */
abstract sealed class Session<S> implements AutoCloseable permits StepSession, WindowSession {

  final Network network;
  final StepSampler<S> sampler;
  private final Preflight preflight;

  Session(Network network, StepSampler<S> sampler, Preflight preflight) {
    this.network = network;
    this.sampler = sampler;
    this.preflight = preflight;
  }

  /** The network in training. */
  final Network network() {
    return network;
  }

  final Monitor monitor() {
    return sampler.monitor();
  }

  /** What was said of the network when the session was made. */
  final Preflight preflight() {
    return preflight;
  }

  /** Whether another model's iteration would have been sampled, had it been the one watched. */
  boolean concerns(long iteration) {
    return sampler.concerns(iteration);
  }

  /** An epoch of training starts. */
  void epochStart() {
    sampler.epochStart();
  }

  /** An epoch of training has ended. */
  void epochEnd() {
    sampler.epochEnd();
  }

  /** Backpropagation is done and the updater is not yet. */
  abstract void backwardPass();

  /** The parameters have been changed. */
  abstract void iterationDone(int iteration, int epoch);

  /** Counts a failure outside the worker. */
  final void fail(Throwable t) {
    sampler.fail(t);
  }

  /** Finishes what was captured, and ends the worker. May be called more than once. */
  @Override
  public void close() {
    sampler.close();
  }
}
