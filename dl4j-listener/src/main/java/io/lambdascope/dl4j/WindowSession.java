package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.SetupWatch;
import io.lambdascope.dl4j.preflight.Preflight;
import java.util.List;

/**
 * Watches a network by windows of steps. A window of K steps begins at the first iteration that is
 * due while none is in progress; that of an epoch with each epoch whose number is due, when DL4J
 * says that it starts, and ends when DL4J says that it has ended. One that is broken off, by an
 * epoch that does not end or iterations that do not follow each other, is given up and counted.
 */
final class WindowSession extends Session<CapturedWindow> {

  private final Window window;
  private final WindowStride stride;
  private final List<CapturedWindow> buffers;
  private final SetupWatch watch;
  // Of the thread that trains, one at a time.
  private boolean epochStarts;

  /**
   * A session.
   *
   * @param stride told how long epochs are
   * @param buffers all of the sampler's queue, to be closed with it
   */
  WindowSession(
      Network network,
      Window window,
      StepSampler<CapturedWindow> sampler,
      WindowStride stride,
      List<CapturedWindow> buffers,
      Preflight preflight) {
    super(network, sampler, preflight);
    this.window = window;
    this.stride = stride;
    this.buffers = List.copyOf(buffers);
    this.watch = new SetupWatch(network);
  }

  @Override
  boolean concerns(long iteration) {
    return !window.isEpoch() && super.concerns(iteration);
  }

  @Override
  void epochStart() {
    super.epochStart();
    stride.epochStart();
    if (window.isEpoch()) {
      sampler.timed(this::giveUp);
      epochStarts = true;
    }
  }

  /** Copies the mini-batch, and at the start of a window the parameters. */
  @Override
  void backwardPass() {
    sampler.timed(this::record);
  }

  private void record() {
    CapturedWindow pending = sampler.pending();
    if (pending != null && !pending.isFollowedBy(network.iteration())) {
      giveUp();
      pending = null;
    }
    if (pending == null && begins()) {
      pending = sampler.take(network.iteration());
      if (pending != null) {
        pending.begin(network);
      }
    }
    epochStarts = false;
    if (pending == null) {
      return;
    }
    if (network.sharesGradients()) {
      sampler.drop();
      sampler.monitor().skip(SkipReason.SHARED_GRADIENTS);
    } else if (watch.current() != null) {
      sampler.drop();
      sampler.monitor().skip(SkipReason.CONFIGURATION_CHANGED);
    } else {
      pending.add(network);
    }
  }

  private boolean begins() {
    return window.isEpoch()
        ? epochStarts && sampler.isDue(network.epoch())
        : sampler.isDue(network.iteration());
  }

  private void giveUp() {
    if (sampler.pending() != null) {
      sampler.drop();
      sampler.monitor().skip(SkipReason.INCOMPLETE_WINDOW);
    }
  }

  @Override
  void iterationDone(int iteration, int epoch) {
    stride.iterationDone();
    sampler.done(iteration, epoch, network.model()::score, this::isComplete);
  }

  private boolean isComplete(CapturedWindow captured) {
    boolean complete = !window.isEpoch() && captured.steps().size() == window.steps();
    if (complete) {
      captured.end(network);
    }
    return complete;
  }

  @Override
  void epochEnd() {
    if (window.isEpoch()) {
      epochStarts = false;
      sampler.complete(
          captured -> {
            captured.end(network);
            return true;
          });
    }
    super.epochEnd();
  }

  @Override
  public void close() {
    super.close();
    for (CapturedWindow buffer : buffers) {
      try {
        buffer.close();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }
}
