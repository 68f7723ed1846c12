package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;

/** Watches a network by single steps. */
final class StepSession implements Session {

  private final Network network;
  private final StepSampler<CapturedStep> sampler;
  private final SetupFollower follower;
  private final Preflight preflight;

  StepSession(
      Network network,
      StepSampler<CapturedStep> sampler,
      SetupFollower follower,
      Preflight preflight) {
    this.network = network;
    this.sampler = sampler;
    this.follower = follower;
    this.preflight = preflight;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public Monitor monitor() {
    return sampler.monitor();
  }

  @Override
  public Preflight preflight() {
    return preflight;
  }

  @Override
  public boolean concerns(long iteration) {
    return sampler.concerns(iteration);
  }

  @Override
  public void epochStart() {
    sampler.epochStart();
  }

  @Override
  public void epochEnd() {
    sampler.epochEnd();
  }

  /** Copies what the updater will overwrite. */
  @Override
  public void backwardPass() {
    sampler.timed(this::begin);
  }

  private void begin() {
    sampler.drop();
    if (!sampler.isDue(network.iteration())) {
      return;
    }
    if (network.sharesGradients()) {
      sampler.monitor().skip(SkipReason.SHARED_GRADIENTS);
    } else {
      CapturedStep step = sampler.take(network.iteration());
      if (step != null) {
        follower.tell(step);
        step.before(network);
      }
    }
  }

  /** Copies the update and hands the step to the worker. */
  @Override
  public void iterationDone(int iteration, int epoch) {
    sampler.done(iteration, epoch, network.model()::score, this::complete);
  }

  private boolean complete(CapturedStep step) {
    if (!network.updatesAsConfigured()) {
      sampler.drop();
      sampler.monitor().skip(SkipReason.CONFIGURATION_CHANGED);
      return false;
    }
    step.after(network);
    return true;
  }

  @Override
  public void fail(Throwable t) {
    sampler.fail(t);
  }

  @Override
  public void close() {
    sampler.close();
  }
}
