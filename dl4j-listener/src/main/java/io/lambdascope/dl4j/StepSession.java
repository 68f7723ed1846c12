package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;

/** Watches a network by single steps. */
final class StepSession extends Session<CapturedStep> {

  private final SetupFollower follower;

  StepSession(
      Network network,
      StepSampler<CapturedStep> sampler,
      SetupFollower follower,
      Preflight preflight) {
    super(network, sampler, preflight);
    this.follower = follower;
  }

  /** Copies what the updater will overwrite. */
  @Override
  void backwardPass() {
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
  void iterationDone(int iteration, int epoch) {
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
}
