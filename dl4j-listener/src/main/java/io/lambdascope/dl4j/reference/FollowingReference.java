package io.lambdascope.dl4j.reference;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.TrainingSetup;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reference that follows the network through changes of what it trains by: for the first step
 * under each it is made anew, from the configuration that came with the step.
 *
 * <p>Worker thread only. While it is made anew the memory of both is held.
 */
public final class FollowingReference implements StepReference<CapturedStep> {

  private static final Logger log = LoggerFactory.getLogger(FollowingReference.class);

  private final Function<TrainingSetup, StepReference<CapturedStep>> maker;
  private StepReference<CapturedStep> reference;
  private double probeShare = 1;
  private int changes;
  private @Nullable String refusal;

  /**
   * A reference that follows.
   *
   * @param first for the network as it is while no step says otherwise
   * @param maker makes one for another setup, or throws an IllegalArgumentException that says why
   *     it cannot
   */
  public FollowingReference(
      StepReference<CapturedStep> first,
      Function<TrainingSetup, StepReference<CapturedStep>> maker) {
    this.reference = first;
    this.maker = maker;
  }

  /** As it was at first, but for updaters and penalties, which are those of the last step. */
  @Override
  public ParameterLayout layout() {
    return reference.layout();
  }

  @Override
  public int nuisanceDirections() {
    return reference.nuisanceDirections();
  }

  @Override
  public int replicates() {
    return reference.replicates();
  }

  @Override
  public Provenance provenance() {
    return reference.provenance();
  }

  @Override
  public double smallestProbeShare() {
    return reference.smallestProbeShare();
  }

  @Override
  public void probeShare(double share) {
    probeShare = share;
    reference.probeShare(share);
  }

  /**
   * Compares a step with its reference.
   *
   * @throws UnfollowedChangeException when there is none under what the step was made by
   */
  @Override
  public Deviation compare(CapturedStep step) throws ZeroLearningRateException {
    TrainingSetup now = step.setup();
    if (now != null && now.changes() != changes) {
      changes = now.changes();
      refusal = follow(now).orElse(null);
      if (refusal != null) {
        log.warn(
            "The network was changed at or before iteration {}, and its steps cannot be compared"
                + " any more: {}. They are skipped and counted until it is changed again.",
            step.iteration(),
            refusal);
      }
    }
    if (refusal != null) {
      throw new UnfollowedChangeException(refusal);
    }
    return reference.compare(step);
  }

  /** The reason for which it cannot; empty when it did. */
  private Optional<String> follow(TrainingSetup now) {
    try {
      StepReference<CapturedStep> next = maker.apply(now);
      if (!next.layout().hasParametersOf(reference.layout())) {
        return Optional.of(
            "its trained parameters are not those it had when the listener was built; attach a new"
                + " listener");
      }
      if (now.layout().isPresent() && !next.layout().hasStatesOf(now.layout().get())) {
        return Optional.of(
            "the updaters were changed without DL4J's updater being made anew, so that their state"
                + " does not lie where it would; change them by setLearningRate, or call"
                + " setUpdater(null) after");
      }
      next.probeShare(probeShare);
      reference = next;
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
